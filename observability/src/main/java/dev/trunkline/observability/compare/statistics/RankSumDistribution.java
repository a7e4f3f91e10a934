package dev.trunkline.observability.compare.statistics;

/**
 * The exact distribution of Mann and Whitney's U without a difference and without ties, by their
 * recursion. For samples below 50: the counts of arrangements then fit a double without overflow,
 * to 15 digits.
 */
final class RankSumDistribution {
    private final double[] probabilities;

    private RankSumDistribution(double[] probabilities) {
        this.probabilities = probabilities;
    }

    /** Of samples of {@code n} and {@code m} figures. */
    static RankSumDistribution of(int n, int m) {
        // The number of ways to reach each U is the coefficient in the Gaussian binomial
        // (1 - q^(m+1)) … (1 - q^(m+n)) / ((1 - q) … (1 - q^n)); every factor keeps its degree low.
        double[] ways = new double[n * m + 1];
        ways[0] = 1;
        for (int factor = 1; factor <= n; factor++) {
            for (int u = ways.length - 1; u >= m + factor; u--) {
                ways[u] -= ways[u - m - factor];
            }
            for (int u = factor; u < ways.length; u++) {
                ways[u] += ways[u - factor];
            }
        }
        double all = 0;
        for (double way : ways) {
            all += way;
        }
        for (int u = 0; u < ways.length; u++) {
            ways[u] /= all;
        }
        return new RankSumDistribution(ways);
    }

    /**
     * Which of the differences, counted from 1 at the smallest, ends an interval that leaves out at
     * most {@code tail} on that side; 0 if none does.
     */
    int lowerPlace(double tail) {
        double below = 0;
        int u = 0;
        while (below + probabilities[u] <= tail) {
            below += probabilities[u++];
        }
        return u;
    }
}
