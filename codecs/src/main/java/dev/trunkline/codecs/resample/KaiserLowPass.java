package dev.trunkline.codecs.resample;

/**
 * Linear-phase low-pass filter by the window method with Kaiser's window (Oppenheim and Schafer,
 * section 7.6). Length and window shape follow from the passband edge, the stopband edge and the
 * attenuation; the ripple of the passband equals that of the stopband.
 */
final class KaiserLowPass {
    private KaiserLowPass() {}

    /**
     * Designs an odd number of taps with unit gain at 0 Hz.
     *
     * @param attenuationDb stopband attenuation, above 21
     * @param centreMultiple the index of the centre tap, which is the group delay in samples, is
     *     rounded up to a multiple of this
     */
    static double[] design(
            int sampleRateHz,
            double passbandHz,
            double stopbandHz,
            double attenuationDb,
            int centreMultiple) {
        double transition = 2 * Math.PI * (stopbandHz - passbandHz) / sampleRateHz;
        double order = (attenuationDb - 7.95) / (2.285 * transition);
        int centre = (int) Math.ceil(order / 2 / centreMultiple) * centreMultiple;
        double beta = beta(attenuationDb);
        double cutoff = (passbandHz + stopbandHz) / sampleRateHz; // of the Nyquist frequency
        double[] taps = new double[2 * centre + 1];
        for (int n = 0; n < taps.length; n++) {
            double position = (n - centre) / (double) centre;
            double window = besselI0(beta * Math.sqrt(1 - position * position)) / besselI0(beta);
            taps[n] = cutoff * sinc(cutoff * (n - centre)) * window;
        }
        return taps;
    }

    /** Kaiser's fit of the window's shape to the attenuation. */
    private static double beta(double attenuationDb) {
        if (attenuationDb > 50) {
            return 0.1102 * (attenuationDb - 8.7);
        }
        return 0.5842 * Math.pow(attenuationDb - 21, 0.4) + 0.07886 * (attenuationDb - 21);
    }

    /** Zeroth-order modified Bessel function of the first kind, by its power series. */
    private static double besselI0(double x) {
        double quarterSquare = x * x / 4;
        double term = 1;
        double sum = 1;
        for (int k = 1; term > sum * 1e-17; k++) {
            term *= quarterSquare / ((double) k * k);
            sum += term;
        }
        return sum;
    }

    private static double sinc(double x) {
        return x == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    }
}
