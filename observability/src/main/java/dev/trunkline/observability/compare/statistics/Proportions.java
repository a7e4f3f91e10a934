package dev.trunkline.observability.compare.statistics;

import org.apache.commons.statistics.distribution.NormalDistribution;

/** Intervals of shares that hold for few cases and for shares near 0 and 1. */
public final class Proportions {
    private Proportions() {}

    /**
     * Wilson's score interval of a share, without continuity correction (Wilson 1927).
     *
     * @param part 0 to {@code whole}
     * @param whole at least 1
     * @param confidence such as 0.95
     */
    public static DoubleInterval wilson(long part, long whole, double confidence) {
        double z = normalQuantile(confidence);
        double share = (double) part / whole;
        double scale = 1 + z * z / whole;
        double centre = share + z * z / (2 * whole);
        double half = z * Math.sqrt(share * (1 - share) / whole + z * z / (4.0 * whole * whole));
        return new DoubleInterval(
                part == 0 ? 0 : (centre - half) / scale,
                part == whole ? 1 : (centre + half) / scale);
    }

    /**
     * Newcombe's interval of the first share less the second (Newcombe, "Interval estimation for
     * the difference between independent proportions" (1998), method 10): from the score intervals
     * of both.
     */
    public static DoubleInterval newcombe(
            long part1, long whole1, long part2, long whole2, double confidence) {
        double share1 = (double) part1 / whole1;
        double share2 = (double) part2 / whole2;
        DoubleInterval one = wilson(part1, whole1, confidence);
        DoubleInterval two = wilson(part2, whole2, confidence);
        double difference = share1 - share2;
        return new DoubleInterval(
                difference - Math.hypot(share1 - one.low(), two.high() - share2),
                difference + Math.hypot(one.high() - share1, share2 - two.low()));
    }

    private static double normalQuantile(double confidence) {
        return NormalDistribution.of(0, 1).inverseSurvivalProbability((1 - confidence) / 2);
    }
}
