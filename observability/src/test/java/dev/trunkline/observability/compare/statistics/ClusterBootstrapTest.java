package dev.trunkline.observability.compare.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClusterBootstrapTest {
    private static final double[] SHARES = {0, 0.1, 0.5, 0.9, 0.99, 1};

    /** The same draws, the slow way: write every figure of every drawn cluster down, and sort. */
    @Test
    void replicates_areTheQuantilesOfTheClustersThatWereDrawn() {
        List<int[]> clusters = SimulatedArm.USUAL.draw(17, 0, new Random(3));
        clusters.add(new int[] {clusters.getFirst()[0], clusters.getFirst()[0], -5});
        ClusteredSample sample = ClusteredSample.of(clusters);
        double[][] fast = ClusterBootstrap.quantiles(sample, SHARES, 300, new SplittableRandom(8));
        SplittableRandom random = new SplittableRandom(8);
        for (int replicate = 0; replicate < 300; replicate++) {
            List<Integer> figures = new ArrayList<>();
            for (int draw = 0; draw < clusters.size(); draw++) {
                long product = (random.nextInt() & 0xFFFF_FFFFL) * clusters.size();
                int drawn = (int) (product >>> Integer.SIZE);
                Arrays.stream(clusters.get(drawn)).forEach(figures::add);
            }
            double[] sorted = figures.stream().mapToDouble(Integer::doubleValue).sorted().toArray();
            for (int which = 0; which < SHARES.length; which++) {
                assertThat(fast[which][replicate])
                        .isCloseTo(Quantiles.of(sorted, SHARES[which]), within(1e-6));
            }
        }
    }

    @Test
    void everyClusterIsDrawnAsOftenAsAnyOther() {
        List<int[]> clusters = IntStream.range(0, 7).mapToObj(value -> new int[] {value}).toList();
        double[][] first =
                ClusterBootstrap.quantiles(
                        ClusteredSample.of(clusters),
                        new double[] {0.5},
                        20_000,
                        new SplittableRandom(4));
        assertThat(Arrays.stream(first[0]).average().orElseThrow()).isCloseTo(3, within(0.05));
    }

    @Test
    void sample_knowsItsClusters() {
        ClusteredSample sample =
                ClusteredSample.of(
                        List.of(new int[] {5, -1, 9}, new int[0], new int[] {4}, new int[] {9, 8}));
        assertThat(sample.clusters()).isEqualTo(3);
        assertThat(sample.size()).isEqualTo(6);
        assertThat(sample.medians()).containsExactly(5, 4, 8.5);
        assertThat(sample.quantile(0.5)).isEqualTo(6.5);
        assertThat(sample.beyond(0.5)).isEqualTo(3);
        assertThat(sample.clustersBeyond(0.5)).isEqualTo(2); // 8, 9 and 9, of two clusters
    }

    @Test
    void ranks_ofEqualFigures_areNoDifference() {
        double[] same = new double[60];
        Arrays.fill(same, 7);
        RankComparison ranks = RankComparison.of(same, same, 0.95);
        assertThat(ranks.pValue()).isEqualTo(1);
        assertThat(ranks.shift()).isZero();
        assertThat(ranks.interval()).contains(new DoubleInterval(0, 0));
    }

    @Test
    void ranks_ofThreeAgainstThree_haveNoInterval() {
        double[] low = {1, 2, 3};
        double[] high = {11, 12, 13.5};
        RankComparison ranks = RankComparison.of(low, high, 0.95);
        assertThat(ranks.interval()).isEmpty();
        assertThat(ranks.pValue()).isCloseTo(0.1, within(1e-12)); // 2 of 20 arrangements
        assertThat(ranks.shift()).isEqualTo(-10);
    }
}
