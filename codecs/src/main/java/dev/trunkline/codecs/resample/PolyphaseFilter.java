package dev.trunkline.codecs.resample;

/**
 * The taps of one rate conversion, sorted for the inner loop; immutable and shared by all calls.
 *
 * <p>With L the interpolation and M the decimation factor, every period of M input samples makes L
 * output samples. The prototype h runs at L times the input rate: output sample m is the sum over
 * input samples i of {@code x[i] * h[m*M - i*L]}. For output r of a period the input samples that
 * it needs are sorted by their place q in their own period. Then the taps of a pair (r, q) apply to
 * consecutive periods of the same place, for all periods of a block at once:
 *
 * <pre>
 *   y_r[j] = sum over q and t of  taps[r][q][t] * x_q[j + start[r][q] + t]
 * </pre>
 *
 * which the compiler vectorises over j. Starts are negative or zero: periods back in time.
 */
final class PolyphaseFilter {
    final int interpolation;
    final int decimation;
    final float[][][] taps;
    final int[][] start;

    /** Periods of history that the filter looks back on. */
    final int historyPeriods;

    /** Group delay in samples of the prototype: a multiple of both factors. */
    final int prototypeDelay;

    /** The prototype, for tests. */
    private final double[] prototype;

    PolyphaseFilter(int fromHz, int toHz, ResamplerProfile profile) {
        int common = gcd(fromHz, toHz);
        interpolation = toHz / common;
        decimation = fromHz / common;
        int lowerRateHz = Math.min(fromHz, toHz);
        prototype =
                KaiserLowPass.design(
                        fromHz * interpolation,
                        profile.passbandHz(lowerRateHz),
                        profile.stopbandHz(lowerRateHz),
                        profile.designAttenuationDb(),
                        interpolation * decimation);
        normalise(prototype, interpolation);
        prototypeDelay = (prototype.length - 1) / 2;
        taps = new float[interpolation][decimation][];
        start = new int[interpolation][decimation];
        int history = 0;
        for (int r = 0; r < interpolation; r++) {
            for (int q = 0; q < decimation; q++) {
                sort(r, q);
                history = Math.max(history, -start[r][q]);
            }
        }
        historyPeriods = history;
    }

    double[] prototype() {
        return prototype.clone();
    }

    /** Input samples after which an input sample has no more influence on the output. */
    int lengthInInputSamples() {
        return (prototype.length + interpolation - 1) / interpolation;
    }

    /**
     * Each phase sums to 1, so that a constant stays constant, without a ripple at the input rate.
     */
    private static void normalise(double[] h, int phases) {
        for (int phase = 0; phase < phases; phase++) {
            double sum = 0;
            for (int n = phase; n < h.length; n += phases) {
                sum += h[n];
            }
            for (int n = phase; n < h.length; n += phases) {
                h[n] /= sum;
            }
        }
    }

    private void sort(int r, int q) {
        int at = r * decimation; // of this output, in prototype samples from the period's start
        // Newest period whose sample at place q is not in the future of the output.
        int newest = at >= q * interpolation ? 0 : -1;
        int oldest = newest;
        while (at - (q + (oldest - 1) * decimation) * interpolation < prototype.length) {
            oldest--;
        }
        float[] sorted = new float[newest - oldest + 1];
        for (int t = 0; t < sorted.length; t++) {
            sorted[t] = (float) prototype[at - (q + (oldest + t) * decimation) * interpolation];
        }
        taps[r][q] = sorted;
        start[r][q] = oldest;
    }

    private static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }
}
