package dev.trunkline.loadtest.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long calls had no model, as the gateway measured it: the histogram of all takeovers, in
 * {@code target/takeover.md}.
 */
final class GapTable {
    private static final Pattern BUCKET =
            Pattern.compile(
                    "trunkline_takeover_gap_seconds_bucket\\{.*le=\"([^\"]+)\".*} (\\S+)( #.*)?");
    private static final double[] QUANTILES = {0.5, 0.9, 0.99, 1};

    private GapTable() {}

    /** Writes and prints it. */
    static void write(Bench bench) {
        TreeMap<Double, Double> upTo = new TreeMap<>();
        bench.metrics()
                .lines()
                .map(BUCKET::matcher)
                .filter(Matcher::matches)
                .forEach(bucket ->
                        upTo.merge(
                                bound(bucket.group(1)),
                                Double.parseDouble(bucket.group(2)),
                                Double::sum));
        StringBuilder table = new StringBuilder("| gap up to | takeovers |\n|---|---|\n");
        double before = 0;
        for (Map.Entry<Double, Double> bucket : upTo.entrySet()) {
            if (bucket.getValue() > before) {
                table.append(
                        "| %s | %.0f |%n"
                                .formatted(ms(bucket.getKey()), bucket.getValue() - before));
            }
            before = bucket.getValue();
        }
        double all = before;
        table.append("| all | %.0f |%n%n".formatted(all));
        for (double quantile : QUANTILES) {
            String name = quantile == 1 ? "max" : "p%.0f".formatted(quantile * 100);
            upTo.entrySet().stream()
                    .filter(bucket -> bucket.getValue() >= quantile * all)
                    .findFirst()
                    .ifPresent(bucket ->
                            table.append("%s: up to %s%n".formatted(name, ms(bucket.getKey()))));
        }
        System.out.println(table);
        try {
            Files.writeString(Path.of("target", "takeover.md"), table);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static double bound(String le) {
        return le.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(le);
    }

    private static String ms(double seconds) {
        return Double.isInfinite(seconds) ? "more" : "%.0f ms".formatted(seconds * 1_000);
    }
}
