package dev.trunkline.observability.compare;

import dev.trunkline.observability.latency.LatencyMetric;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One latency in both arms.
 *
 * @param primary whether it is the one that was declared to count before the data were seen
 * @param differences of the median, p90 and p99, in this order
 * @param rankTest on the calls' medians; null where an arm has too few calls
 * @param lacking why there is no rank test; empty if there is one
 */
public record LatencyComparison(
        LatencyMetric metric,
        boolean primary,
        ArmLatency a,
        ArmLatency b,
        List<QuantileDifference> differences,
        @Nullable RankTest rankTest,
        String lacking) {
    public LatencyComparison {
        differences = List.copyOf(differences);
    }

    /** The difference of the medians, the first one. */
    public QuantileDifference median() {
        return differences.getFirst();
    }
}
