package dev.trunkline.observability.compare.statistics;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Intervals from replicates: percentiles, taken a little further out than the plain ones.
 * Replicates of few clusters scatter too little, as a sample's variance with n in place of n - 1
 * does, and their number leaves doubt about the scatter itself, as in Student's t: Hesterberg's
 * expanded percentiles ("What Teachers Should Know About the Bootstrap", 2015, section 5.3.2)
 * correct for both.
 */
public final class BootstrapIntervals {
    private BootstrapIntervals() {}

    /**
     * The interval of what the replicates are of.
     *
     * @param replicates in any order; not changed
     * @param degrees of freedom: one less than the clusters, for each sample that was resampled
     * @param smallest how many clusters the smaller sample has, at least 2
     */
    public static DoubleInterval expanded(
            double[] replicates, int degrees, int smallest, double confidence) {
        double t =
                TDistribution.of(Math.max(1, degrees))
                        .inverseSurvivalProbability((1 - confidence) / 2);
        double reach = t * Math.sqrt(smallest / (smallest - 1.0));
        double tail = NormalDistribution.of(0, 1).survivalProbability(reach);
        double[] sorted = replicates.clone();
        Arrays.sort(sorted);
        return new DoubleInterval(Quantiles.of(sorted, tail), Quantiles.of(sorted, 1 - tail));
    }
}
