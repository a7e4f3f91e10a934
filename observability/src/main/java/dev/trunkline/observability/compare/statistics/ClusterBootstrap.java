package dev.trunkline.observability.compare.statistics;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Quantiles of resampled clusters: each replicate draws as many whole clusters as there are, with
 * replacement, and takes the quantiles over all figures of those drawn (Davison and Hinkley,
 * "Bootstrap Methods and their Application" (1997), section 3.8, strategy 1).
 *
 * <p>No replicate sorts anything. A replicate is a count for each cluster; how many figures lie
 * below a place of the sorted sample is then a sum over the clusters, and from that place it is a
 * short walk to the quantile of the replicate, which is never far from that of the sample.
 */
public final class ClusterBootstrap {
    private final ClusteredSample sample;
    private final double[] shares;
    private final int[] places;
    private final int[][] below;
    private final int[] sizes;
    private final int[] drawn;

    private ClusterBootstrap(ClusteredSample sample, double[] shares) {
        this.sample = sample;
        this.shares = shares;
        int clusters = sample.clusters();
        drawn = new int[clusters];
        sizes = new int[clusters];
        Arrays.setAll(sizes, sample::sizeOf);
        places = new int[shares.length];
        below = new int[shares.length][clusters];
        for (int which = 0; which < shares.length; which++) {
            places[which] = (int) ((sample.size() - 1) * shares[which]);
            for (int place = 0; place < places[which]; place++) {
                below[which][sample.owner(place)]++;
            }
        }
    }

    /**
     * For each of the {@code shares}, its quantile in every replicate.
     *
     * @param sample at least one figure
     * @return {@code [share][replicate]}
     */
    public static double[][] quantiles(
            ClusteredSample sample, double[] shares, int replicates, SplittableRandom random) {
        ClusterBootstrap bootstrap = new ClusterBootstrap(sample, shares);
        double[][] quantiles = new double[shares.length][replicates];
        for (int replicate = 0; replicate < replicates; replicate++) {
            bootstrap.draw(random);
            int figures = sum(bootstrap.drawn, bootstrap.sizes);
            for (int which = 0; which < shares.length; which++) {
                quantiles[which][replicate] = bootstrap.quantile(which, figures);
            }
        }
        return quantiles;
    }

    private void draw(SplittableRandom random) {
        Arrays.fill(drawn, 0);
        for (int draws = 0; draws < drawn.length; draws++) {
            // The high half of a product: uniform up to one part in 2^32 / clusters.
            drawn[(int) (((random.nextInt() & 0xFFFF_FFFFL) * drawn.length) >>> Integer.SIZE)]++;
        }
    }

    private double quantile(int which, int figures) {
        double target = (figures - 1) * shares[which];
        int rank = (int) target;
        int place = places[which];
        int before = sum(drawn, below[which]);
        while (before > rank) {
            before -= drawn[sample.owner(--place)];
        }
        int through = before + drawn[sample.owner(place)];
        while (through <= rank) {
            through += drawn[sample.owner(++place)];
        }
        double low = sample.value(place);
        if (rank + 1 < through || rank + 1 >= figures) {
            return low; // the next figure is a copy of this one, or there is none
        }
        int next = place + 1;
        while (drawn[sample.owner(next)] == 0) {
            next++;
        }
        return Quantiles.between(low, sample.value(next), target - rank);
    }

    private static int sum(int[] weights, int[] counts) {
        int sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i] * counts[i];
        }
        return sum;
    }
}
