package dev.trunkline.observability.compare;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One latency in both arms.
 *
 * @param primary whether it is the one that counts: the first of {@link ComparisonReport#DECLARED}
 *     that the legs of both arms measure
 * @param differences of the median, p90 and p99, in this order
 * @param rankTest on the calls' medians; null where an arm has too few calls
 * @param lacking why there is no rank test; empty if there is one
 */
public record LatencyComparison(
        ComparedLatency metric,
        boolean primary,
        ArmLatency a,
        ArmLatency b,
        List<QuantileDifference> differences,
        @Nullable RankTest rankTest,
        String lacking) {
    public LatencyComparison {
        differences = List.copyOf(differences);
    }

    /** Whether both arms can have a figure of it, by their legs. */
    public boolean measured() {
        return a.measured() && b.measured();
    }

    /** The difference of the medians, the first one. */
    public QuantileDifference median() {
        return differences.getFirst();
    }
}
