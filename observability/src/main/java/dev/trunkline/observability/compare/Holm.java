package dev.trunkline.observability.compare;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * Adjusts the p-values of the latencies that were not declared to count, since with many tests some
 * come out small by chance (Holm, "A Simple Sequentially Rejective Multiple Test Procedure", 1979).
 */
final class Holm {
    private Holm() {}

    static List<LatencyComparison> adjust(List<LatencyComparison> latencies) {
        List<LatencyComparison> tested =
                latencies.stream()
                        .filter(latency -> !latency.primary() && latency.rankTest() != null)
                        .sorted(Comparator.comparingDouble(Holm::pValue))
                        .toList();
        List<LatencyComparison> adjusted = new ArrayList<>(latencies);
        double atLeast = 0;
        for (int rank = 0; rank < tested.size(); rank++) {
            LatencyComparison one = tested.get(rank);
            atLeast = Math.max(atLeast, Math.min(1, pValue(one) * (tested.size() - rank)));
            adjusted.set(latencies.indexOf(one), with(one, atLeast));
        }
        return adjusted;
    }

    private static double pValue(LatencyComparison latency) {
        return Objects.requireNonNull(latency.rankTest()).pValue();
    }

    private static LatencyComparison with(LatencyComparison latency, double pAdjusted) {
        RankTest test = Objects.requireNonNull(latency.rankTest());
        return new LatencyComparison(
                latency.metric(),
                latency.primary(),
                latency.a(),
                latency.b(),
                latency.differences(),
                new RankTest(
                        test.shiftUs(),
                        test.interval(),
                        test.pValue(),
                        pAdjusted,
                        test.exact(),
                        test.detectableUs()),
                latency.lacking());
    }
}
