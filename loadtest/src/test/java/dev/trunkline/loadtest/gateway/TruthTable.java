package dev.trunkline.loadtest.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.observability.latency.LatencyMetric;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What was reported beside what was true, row by row; all in milliseconds. */
final class TruthTable {
    private final List<Row> rows = new ArrayList<>();

    /**
     * One metric of one call.
     *
     * @param samples figures compared
     * @param scripted what the script said; null if it did not
     * @param observed median of what the neighbours saw
     * @param reported median of what the gateway reported
     * @param error median of the differences where they can be paired, else the medians'
     *     difference; of what happens once a call, {@link #leastDisturbed}
     */
    record Row(
            String call,
            LatencyMetric metric,
            int samples,
            @Nullable Double scripted,
            double observed,
            double reported,
            double error,
            double limit) {

        boolean holds() {
            return Math.abs(error) <= limit;
        }
    }

    void add(Row row) {
        rows.add(row);
    }

    /** Metrics that have a row. */
    List<LatencyMetric> metrics() {
        return rows.stream().map(Row::metric).distinct().toList();
    }

    String markdown() {
        StringBuilder text =
                new StringBuilder(
                        """
                        | metric | call | samples | scripted ms | observed ms | reported ms | error ms | limit ms |
                        |---|---|--:|--:|--:|--:|--:|--:|
                        """);
        rows.stream()
                .sorted((a, b) -> a.metric.compareTo(b.metric))
                .forEach(row ->
                        text.append(
                                String.format(
                                        Locale.ROOT,
                                        "| `%s` | %s | %d | %s | %.2f | %.2f | %+.2f | %.1f |%s%n",
                                        row.metric.name().toLowerCase(Locale.ROOT),
                                        row.call,
                                        row.samples,
                                        row.scripted == null
                                                ? "–"
                                                : String.format(Locale.ROOT, "%.0f", row.scripted),
                                        row.observed,
                                        row.reported,
                                        row.error,
                                        row.limit,
                                        row.holds() ? "" : " **beyond** |")));
        return text.toString();
    }

    void write(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, markdown());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void assertHolds() {
        assertThat(rows.stream().filter(row -> !row.holds()).toList())
                .as("rows beyond their limit of%n%s", markdown())
                .isEmpty();
    }

    /**
     * The difference that a quarter of all do not exceed: a wrong definition is wrong every time, a
     * busy machine only at times.
     */
    static double leastDisturbed(List<Double> errors) {
        return errors.stream()
                .sorted(Comparator.comparingDouble(Math::abs))
                .toList()
                .get(errors.size() / 4);
    }

    /** The lower of the two in the middle, as a histogram has it. */
    static double lowerMedian(List<Double> values) {
        return values.stream().sorted().toList().get((values.size() - 1) / 2);
    }

    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1
                ? sorted.get(middle)
                : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
