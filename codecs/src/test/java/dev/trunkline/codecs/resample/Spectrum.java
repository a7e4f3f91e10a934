package dev.trunkline.codecs.resample;

/** Tones and what is left of them, to well below the rounding of 16-bit samples. */
final class Spectrum {
    private Spectrum() {}

    static short[] tone(int rateHz, double hz, double amplitude, int samples) {
        short[] tone = new short[samples];
        for (int n = 0; n < samples; n++) {
            tone[n] = (short) Math.round(amplitude * Math.sin(2 * Math.PI * hz * n / rateHz));
        }
        return tone;
    }

    /**
     * Adds a tone that keeps the rounding of the output busy: without one, an alias of less than
     * half a step would be rounded away and look better than it is.
     */
    static short[] withPilot(short[] signal, int rateHz, double pilotHz, double amplitude) {
        short[] sum = tone(rateHz, pilotHz, amplitude, signal.length);
        for (int n = 0; n < sum.length; n++) {
            sum[n] += signal[n];
        }
        return sum;
    }

    /**
     * Amplitude of the spectral line at {@code hz} in {@code samples} samples, under a
     * Blackman-Harris window, whose side lobes are 92 dB down; the line of the tone itself has to
     * be taken out ({@link #without}) before weaker ones are measured.
     */
    static double line(double[] signal, int from, int samples, int rateHz, double hz) {
        double re = 0;
        double im = 0;
        double weight = 0;
        for (int n = 0; n < samples; n++) {
            double w = window(n, samples);
            double angle = 2 * Math.PI * hz * n / rateHz;
            re += w * signal[from + n] * Math.cos(angle);
            im += w * signal[from + n] * Math.sin(angle);
            weight += w;
        }
        return (hz == 0 || hz * 2 == rateHz ? 1 : 2) * Math.hypot(re, im) / weight;
    }

    /** The signal with the best-fitting sine at {@code hz} subtracted (least squares). */
    static double[] without(double[] signal, int from, int samples, int rateHz, double hz) {
        double cc = 0;
        double ss = 0;
        double cs = 0;
        double xc = 0;
        double xs = 0;
        for (int n = 0; n < samples; n++) {
            double angle = 2 * Math.PI * hz * n / rateHz;
            double c = Math.cos(angle);
            double s = Math.sin(angle);
            cc += c * c;
            ss += s * s;
            cs += c * s;
            xc += signal[from + n] * c;
            xs += signal[from + n] * s;
        }
        double det = cc * ss - cs * cs;
        double a = (xc * ss - xs * cs) / det;
        double b = (xs * cc - xc * cs) / det;
        double[] rest = new double[samples];
        for (int n = 0; n < samples; n++) {
            double angle = 2 * Math.PI * hz * n / rateHz;
            rest[n] = signal[from + n] - a * Math.cos(angle) - b * Math.sin(angle);
        }
        return rest;
    }

    static double rms(double[] signal) {
        double sum = 0;
        for (double x : signal) {
            sum += x * x;
        }
        return Math.sqrt(sum / signal.length);
    }

    static double[] toDouble(short[] samples) {
        double[] wide = new double[samples.length];
        for (int n = 0; n < samples.length; n++) {
            wide[n] = samples[n];
        }
        return wide;
    }

    static double db(double ratio) {
        return 20 * Math.log10(Math.max(ratio, 1e-12));
    }

    /** Magnitude of the response of {@code taps} at {@code hz}. */
    static double response(double[] taps, int rateHz, double hz) {
        double re = 0;
        double im = 0;
        for (int n = 0; n < taps.length; n++) {
            double angle = 2 * Math.PI * hz * n / rateHz;
            re += taps[n] * Math.cos(angle);
            im += taps[n] * Math.sin(angle);
        }
        return Math.hypot(re, im);
    }

    /** In-place radix-2 transform; the length is a power of two. */
    static void fft(double[] re, double[] im) {
        int n = re.length;
        for (int i = 1, j = 0; i < n; i++) {
            int bit = n >> 1;
            for (; (j & bit) != 0; bit >>= 1) {
                j ^= bit;
            }
            j ^= bit;
            if (i < j) {
                double t = re[i];
                re[i] = re[j];
                re[j] = t;
                t = im[i];
                im[i] = im[j];
                im[j] = t;
            }
        }
        for (int size = 2; size <= n; size <<= 1) {
            int half = size / 2;
            for (int k = 0; k < half; k++) {
                double wr = Math.cos(-2 * Math.PI * k / size);
                double wi = Math.sin(-2 * Math.PI * k / size);
                for (int a = k; a < n; a += size) {
                    int b = a + half;
                    double xr = re[b] * wr - im[b] * wi;
                    double xi = re[b] * wi + im[b] * wr;
                    re[b] = re[a] - xr;
                    im[b] = im[a] - xi;
                    re[a] += xr;
                    im[a] += xi;
                }
            }
        }
    }

    private static double window(int n, int samples) {
        double phase = 2 * Math.PI * n / (samples - 1);
        return 0.35875
                - 0.48829 * Math.cos(phase)
                + 0.14128 * Math.cos(2 * phase)
                - 0.01168 * Math.cos(3 * phase);
    }
}
