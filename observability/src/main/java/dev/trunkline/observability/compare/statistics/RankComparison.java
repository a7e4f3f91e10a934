package dev.trunkline.observability.compare.statistics;

import java.util.Arrays;
import java.util.Optional;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.inference.MannWhitneyUTest;
import org.apache.commons.statistics.inference.PValueMethod;

/**
 * Wilcoxon's rank sum test of Mann and Whitney, two-sided, with the shift estimate of Hodges and
 * Lehmann and the interval that belongs to the test (Hollander, Wolfe and Chicken, "Nonparametric
 * Statistical Methods" (2014), sections 4.1 to 4.3).
 *
 * @param pValue exact where both samples have fewer than 50 figures and no two are equal, otherwise
 *     by the normal approximation with correction for ties and continuity
 * @param shift median of all differences of a figure of the first and one of the second sample
 * @param interval empty if even all differences together do not reach the confidence
 */
public record RankComparison(
        double pValue, boolean exact, double shift, Optional<DoubleInterval> interval) {
    private static final int EXACT_BELOW = 50;

    /**
     * Compares two samples of at least one figure each.
     *
     * @param confidence of the interval, such as 0.95
     */
    public static RankComparison of(double[] first, double[] second, double confidence) {
        double[] a = first.clone();
        double[] b = second.clone();
        Arrays.sort(a);
        Arrays.sort(b);
        double ties = tieSum(a, b);
        boolean exact = ties == 0 && a.length < EXACT_BELOW && b.length < EXACT_BELOW;
        PairedDifferences differences = new PairedDifferences(a, b);
        long pairs = differences.count();
        long each = exact ? exactPlace(a, b, confidence) : normalPlace(a, b, ties, confidence);
        Optional<DoubleInterval> interval =
                each < 1
                        ? Optional.empty()
                        : Optional.of(
                                new DoubleInterval(
                                        differences.smallest(each),
                                        differences.smallest(pairs + 1 - each)));
        return new RankComparison(pValue(a, b, ties, exact), exact, differences.median(), interval);
    }

    private static double pValue(double[] a, double[] b, double ties, boolean exact) {
        if (variance(a, b, ties) <= 0) {
            return 1; // all figures are the same
        }
        return MannWhitneyUTest.withDefaults()
                .with(exact ? PValueMethod.EXACT : PValueMethod.ASYMPTOTIC)
                .test(a, b)
                .getPValue();
    }

    private static long exactPlace(double[] a, double[] b, double confidence) {
        return RankSumDistribution.of(a.length, b.length).lowerPlace((1 - confidence) / 2);
    }

    private static long normalPlace(double[] a, double[] b, double ties, double confidence) {
        double z = NormalDistribution.of(0, 1).inverseSurvivalProbability((1 - confidence) / 2);
        double half = z * Math.sqrt(Math.max(0, variance(a, b, ties)));
        // Half a pair less: the continuity correction of the test.
        return (long) Math.floor((double) a.length * b.length / 2 - half - 0.5) + 1;
    }

    /** Of the rank sum, given the ties. */
    private static double variance(double[] a, double[] b, double ties) {
        double n = (double) a.length + b.length;
        return a.length * (double) b.length / 12 * (n + 1 - ties / (n * Math.max(1, n - 1)));
    }

    /** The sum over all groups of equal figures, of size t, of t cubed less t. */
    private static double tieSum(double[] a, double[] b) {
        double[] all = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, all, a.length, b.length);
        Arrays.sort(all);
        double sum = 0;
        int begin = 0;
        for (int end = 1; end <= all.length; end++) {
            if (end == all.length || all[end] != all[begin]) {
                double size = end - begin;
                sum += size * size * size - size;
                begin = end;
            }
        }
        return sum;
    }
}
