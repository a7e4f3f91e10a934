package dev.trunkline.observability.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.observability.compare.statistics.SimulatedArm;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.junit.jupiter.api.Test;

/**
 * Whole comparisons of calls whose latencies are known in law, over and over: how often the report
 * says what is not so.
 */
class SimulatedExperimentsTest {
    private static final int EXPERIMENTS = 200;
    private static final double LEVEL = 0.05;
    private static final InstantSource CLOCK =
            InstantSource.fixed(KeptCalls.FIRST.plusSeconds(99_999));

    @Test
    void withoutADifference_falseAlarmsAndMissesStayNearFivePercent() {
        List<ComparisonReport> reports =
                IntStream.range(0, EXPERIMENTS)
                        .mapToObj(experiment -> experiment(experiment, 40, 0))
                        .toList();
        String table =
                row("rank test below 5 %", reports, report -> ranks(report).pValue() < LEVEL)
                        + row(
                                "shift's interval without 0",
                                reports,
                                report ->
                                        !Objects.requireNonNull(ranks(report).interval()).holds(0))
                        + row("p50's interval without 0", reports, report -> !holds(report, 0, 0))
                        + row("p90's interval without 0", reports, report -> !holds(report, 1, 0))
                        + row(
                                "verdict: one arm faster",
                                reports,
                                report ->
                                        report.verdict().latency() == Finding.A_BETTER
                                                || report.verdict().latency() == Finding.B_BETTER);
        System.out.println("200 experiments without a difference, 40 calls an arm:\n" + table);
    }

    @Test
    void fortyMilliseconds_areFound_withAnIntervalThatHoldsThem() {
        int later = 40_000;
        List<ComparisonReport> reports =
                IntStream.range(0, 20).mapToObj(seed -> experiment(seed, 2_000, 40)).toList();
        // At this size such a difference is found nine times in ten or better.
        long found =
                reports.stream()
                        .filter(report -> report.verdict().latency() == Finding.B_BETTER)
                        .count();
        assertThat(found).isGreaterThanOrEqualTo(16);
        long holding = reports.stream().filter(report -> holds(report, 0, later)).count();
        assertThat(holding).isGreaterThanOrEqualTo(16); // below one in 2 000 with true 95 %
        ComparisonReport first = reports.getFirst();
        assertThat(first.verdict().sentence())
                .startsWith("byoc against native: callers hear the answer ")
                .contains("sooner over native (95 % interval ");
        assertThat(holds(first, 0, later)).isTrue();
    }

    @Test
    void whatIsCalledDetectable_isFoundFourTimesInFive() {
        long detectable =
                Objects.requireNonNull(heard(experiment(7, 100, 0)).median().detectableUs());
        long found =
                IntStream.range(1_000, 1_060)
                        .mapToObj(seed -> experiment(seed, 100, detectable / 1e3))
                        .filter(report -> !holds(report, 0, 0))
                        .count();
        // The figure is an estimate itself, a tenth or so uncertain: 70 % at the least.
        BinomialDistribution fair = BinomialDistribution.of(60, 0.7);
        assertThat(found).isBetween((long) fair.inverseCumulativeProbability(0.005), 60L);
    }

    /** 40 calls an arm or so: the arms differ in size, and calls in their number of turns. */
    private static ComparisonReport experiment(int seed, int calls, double laterMs) {
        Random random = new Random(seed * 7_919L + 1);
        int fewer = calls - random.nextInt(calls / 8);
        int more = calls + random.nextInt(calls / 8);
        KeptCalls kept =
                new KeptCalls()
                        .heard(KeptCalls.OWN, SimulatedArm.USUAL.draw(fewer, laterMs, random))
                        .heard(KeptCalls.TWILIO, SimulatedArm.USUAL.draw(more, 0, random));
        return new Comparisons(kept, Rates.NONE, CLOCK).compare(ComparisonRequest.ALL);
    }

    private static String row(
            String what, List<ComparisonReport> reports, Predicate<ComparisonReport> wrong) {
        int count = (int) reports.stream().filter(wrong).count();
        // Of 200 fair ones all but one in a thousand lie here: 2 to 21.
        BinomialDistribution fair = BinomialDistribution.of(EXPERIMENTS, LEVEL);
        assertThat(count)
                .as(what)
                .isBetween(
                        fair.inverseCumulativeProbability(0.0005),
                        fair.inverseCumulativeProbability(0.9995));
        return "  %-28s %3d = %.1f %%%n".formatted(what, count, 100.0 * count / EXPERIMENTS);
    }

    private static LatencyComparison heard(ComparisonReport report) {
        return report.latency(ComparedLatency.TURN_HEARD);
    }

    private static RankTest ranks(ComparisonReport report) {
        return Objects.requireNonNull(heard(report).rankTest());
    }

    private static boolean holds(ComparisonReport report, int which, long us) {
        QuantileDifference difference = heard(report).differences().get(which);
        return Objects.requireNonNull(difference.interval()).holds(us);
    }
}
