package dev.trunkline.observability.compare.statistics;

import java.util.Arrays;
import java.util.List;

/**
 * Figures that belong together in clusters, such as the turns of a call, sorted. Immutable.
 *
 * <p>Kept as whole numbers in 32 bits: microseconds up to 35 minutes, which is beyond any latency.
 */
public final class ClusteredSample {
    private final int[] values;
    private final int[] owners;
    private final int[] sizes;

    private ClusteredSample(int[] values, int[] owners, int[] sizes) {
        this.values = values;
        this.owners = owners;
        this.sizes = sizes;
    }

    /** Of the figures of each cluster; empty clusters do not count as any. */
    public static ClusteredSample of(List<int[]> clusters) {
        List<int[]> filled = clusters.stream().filter(cluster -> cluster.length > 0).toList();
        int[] sizes = filled.stream().mapToInt(cluster -> cluster.length).toArray();
        long[] keyed = new long[Arrays.stream(sizes).sum()];
        int at = 0;
        for (int owner = 0; owner < sizes.length; owner++) {
            for (int value : filled.get(owner)) {
                keyed[at++] = (long) value << Integer.SIZE | owner;
            }
        }
        Arrays.sort(keyed);
        int[] values = new int[at];
        int[] owners = new int[at];
        for (int i = 0; i < at; i++) {
            values[i] = (int) (keyed[i] >> Integer.SIZE);
            owners[i] = (int) keyed[i];
        }
        return new ClusteredSample(values, owners, sizes);
    }

    /** Clusters that have a figure. */
    public int clusters() {
        return sizes.length;
    }

    /** Figures. */
    public int size() {
        return values.length;
    }

    /** The figure at a place in rising order. */
    public int value(int place) {
        return values[place];
    }

    /** The quantile over all figures, clusters or not; there has to be one. */
    public double quantile(double share) {
        return Quantiles.of(values, share);
    }

    /** To which cluster, from 0, the figure at a place in rising order belongs. */
    int owner(int place) {
        return owners[place];
    }

    /** How many figures a cluster has. */
    int sizeOf(int cluster) {
        return sizes[cluster];
    }

    /** Figures on the thinner side of a quantile: what its estimate rests on. */
    public int beyond(double share) {
        return (int) (values.length * Math.min(share, 1 - share) + 1e-9);
    }

    /** Clusters that these figures come from. */
    public int clustersBeyond(double share) {
        int tail = beyond(share);
        int first = share < 0.5 ? 0 : values.length - tail;
        return (int) Arrays.stream(owners, first, first + tail).distinct().count();
    }

    /** The median of each cluster, in order of the clusters. */
    public double[] medians() {
        int[][] byCluster = new int[sizes.length][];
        for (int cluster = 0; cluster < sizes.length; cluster++) {
            byCluster[cluster] = new int[sizes[cluster]];
        }
        int[] filled = new int[sizes.length];
        for (int place = 0; place < values.length; place++) {
            int owner = owners[place];
            byCluster[owner][filled[owner]++] = values[place]; // rising, as the places are
        }
        return Arrays.stream(byCluster).mapToDouble(sorted -> Quantiles.of(sorted, 0.5)).toArray();
    }
}
