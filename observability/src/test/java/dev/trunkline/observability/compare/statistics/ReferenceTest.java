package dev.trunkline.observability.compare.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The same figures as other people's programs; {@code vectors/compare/README.md} says which, and
 * how they were made.
 */
class ReferenceTest {
    private static final double CONFIDENCE = 0.95;

    @Test
    void hyndmanFan7_quantilesAreThoseOfR() {
        List<String[]> cases = lines("reference.tsv", "quantile");
        assertThat(cases).hasSize(35);
        for (String[] line : cases) {
            double[] sorted = numbers(line[1]);
            Arrays.sort(sorted);
            assertThat(Quantiles.of(sorted, Double.parseDouble(line[2])))
                    .isCloseTo(Double.parseDouble(line[3]), within(1e-9));
        }
    }

    @TestFactory
    List<DynamicTest> mannWhitney_hodgesLehmann_areThoseOfR() {
        List<String[]> cases = lines("reference.tsv", "ranks");
        assertThat(cases).hasSize(10);
        return cases.stream()
                .map(line -> {
                    double[] a = numbers(line[1]);
                    double[] b = numbers(line[2]);
                    String name = a.length + " against " + b.length + ", exact " + line[3];
                    return DynamicTest.dynamicTest(name, () -> ranksAgree(a, b, line));
                })
                .toList();
    }

    private static void ranksAgree(double[] a, double[] b, String[] line) {
        RankComparison ranks = RankComparison.of(a, b, CONFIDENCE);
        double low = Double.parseDouble(line[6]);
        double high = Double.parseDouble(line[7]);
        DoubleInterval interval = ranks.interval().orElseThrow();
        assertThat(ranks.exact()).isEqualTo(line[3].equals("TRUE"));
        assertThat(ranks.pValue()).isCloseTo(Double.parseDouble(line[4]), within(1e-9));
        assertThat(ranks.shift()).isCloseTo(Double.parseDouble(line[5]), within(1e-9));
        // Without the exact distribution R solves for the end with a root finder, and so lands
        // between two differences where this takes one of them.
        double tolerance = ranks.exact() ? 1e-9 : 0.01 * (high - low);
        assertThat(interval.low()).isCloseTo(low, within(tolerance));
        assertThat(interval.high()).isCloseTo(high, within(tolerance));
    }

    @Test
    void wilson_intervalsAreThoseOfR() {
        List<String[]> cases = lines("reference.tsv", "wilson");
        assertThat(cases).hasSize(7);
        for (String[] line : cases) {
            DoubleInterval interval =
                    Proportions.wilson(
                            Long.parseLong(line[1]), Long.parseLong(line[2]), CONFIDENCE);
            assertThat(interval.low()).isCloseTo(Double.parseDouble(line[3]), within(1e-12));
            assertThat(interval.high()).isCloseTo(Double.parseDouble(line[4]), within(1e-12));
        }
    }

    @Test
    void newcombe_intervalsAreThoseOfStatsmodels() {
        List<String[]> cases = lines("newcombe.tsv", "");
        assertThat(cases).hasSize(9);
        for (String[] line : cases) {
            DoubleInterval interval =
                    Proportions.newcombe(
                            Long.parseLong(line[0]),
                            Long.parseLong(line[1]),
                            Long.parseLong(line[2]),
                            Long.parseLong(line[3]),
                            CONFIDENCE);
            assertThat(interval.low()).isCloseTo(Double.parseDouble(line[4]), within(1e-12));
            assertThat(interval.high()).isCloseTo(Double.parseDouble(line[5]), within(1e-12));
        }
    }

    @Test
    void newcombe1998_table2_56of70against48of80() {
        DoubleInterval interval = Proportions.newcombe(56, 70, 48, 80, CONFIDENCE);
        assertThat(interval.low()).isCloseTo(0.0524, within(5e-5));
        assertThat(interval.high()).isCloseTo(0.3339, within(5e-5));
    }

    private static double[] numbers(String list) {
        return Arrays.stream(list.split(" ")).mapToDouble(Double::parseDouble).toArray();
    }

    private static List<String[]> lines(String resource, String function) {
        String path = "/vectors/compare/" + resource;
        try (InputStream in = ReferenceTest.class.getResourceAsStream(path)) {
            String text =
                    new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            return text.lines()
                    .filter(line -> line.startsWith(function))
                    .map(line -> line.split("\t"))
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
