package dev.trunkline.observability.compare.statistics;

/**
 * Sample quantiles by linear interpolation between order statistics: type 7 of Hyndman and Fan,
 * "Sample Quantiles in Statistical Packages" (1996), the default of R and NumPy.
 */
public final class Quantiles {
    private Quantiles() {}

    /**
     * The quantile of figures in rising order.
     *
     * @param sorted at least one
     * @param share 0 to 1
     */
    public static double of(double[] sorted, double share) {
        double place = (sorted.length - 1) * share;
        int below = (int) place;
        if (below + 1 >= sorted.length) {
            return sorted[sorted.length - 1];
        }
        return between(sorted[below], sorted[below + 1], place - below);
    }

    /** The same of whole numbers in rising order. */
    public static double of(int[] sorted, double share) {
        double place = (sorted.length - 1) * share;
        int below = (int) place;
        if (below + 1 >= sorted.length) {
            return sorted[sorted.length - 1];
        }
        return between(sorted[below], sorted[below + 1], place - below);
    }

    static double between(double low, double high, double fraction) {
        return low + (high - low) * fraction;
    }
}
