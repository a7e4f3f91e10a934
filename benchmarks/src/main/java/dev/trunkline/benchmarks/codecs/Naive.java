package dev.trunkline.benchmarks.codecs;

/** The codecs as one would write them first, for comparison. */
final class Naive {
    private Naive() {}

    static short[] ulawToLinear(byte[] codes) {
        short[] linear = new short[codes.length];
        for (int i = 0; i < codes.length; i++) {
            int bits = ~codes[i];
            int magnitude = ((((bits & 0x0F) << 3) + 132) << ((bits >> 4) & 7)) - 132;
            linear[i] = (short) ((bits & 0x80) != 0 ? -magnitude : magnitude);
        }
        return linear;
    }

    static byte[] linearToUlaw(short[] linear) {
        byte[] codes = new byte[linear.length];
        for (int i = 0; i < linear.length; i++) {
            int sample = (linear[i] + 2) >> 2;
            int sign = 0;
            if (sample < 0) {
                sample = -sample;
                sign = 0x80;
            }
            sample = Math.min(sample, 8_158) + 33;
            int segment = 0;
            while (sample >> (segment + 6) != 0) {
                segment++;
            }
            codes[i] = (byte) ~(sign | (segment << 4) | ((sample >> (segment + 1)) & 0x0F));
        }
        return codes;
    }

    /** Zeros between the samples, then the whole filter for every output. */
    static short[] interpolateByThree(short[] in, double[] history, double[] taps) {
        double[] stuffed = new double[history.length + 3 * in.length];
        System.arraycopy(history, 0, stuffed, 0, history.length);
        for (int i = 0; i < in.length; i++) {
            stuffed[history.length + 3 * i] = in[i];
        }
        short[] out = new short[3 * in.length];
        for (int m = 0; m < out.length; m++) {
            double sum = 0;
            for (int n = 0; n < taps.length; n++) {
                sum += taps[n] * stuffed[history.length + m - n];
            }
            out[m] = (short) Math.max(-32_768, Math.min(32_767, Math.round(3 * sum)));
        }
        System.arraycopy(stuffed, 3 * in.length, history, 0, history.length);
        return out;
    }

    /** The whole filter for every third output. */
    static short[] decimateByThree(short[] in, double[] history, double[] taps) {
        double[] all = new double[history.length + in.length];
        System.arraycopy(history, 0, all, 0, history.length);
        for (int i = 0; i < in.length; i++) {
            all[history.length + i] = in[i];
        }
        short[] out = new short[in.length / 3];
        for (int m = 0; m < out.length; m++) {
            double sum = 0;
            for (int n = 0; n < taps.length; n++) {
                sum += taps[n] * all[history.length + 3 * m - n];
            }
            out[m] = (short) Math.max(-32_768, Math.min(32_767, Math.round(sum)));
        }
        System.arraycopy(all, in.length, history, 0, history.length);
        return out;
    }

    /** As many taps as the high profile has between 8 and 24 kHz, under a Hann window. */
    static double[] taps() {
        double[] taps = new double[181];
        double sum = 0;
        for (int n = 0; n < taps.length; n++) {
            double x = Math.PI * (n - 90) / 3;
            double window = 0.5 + 0.5 * Math.cos(Math.PI * (n - 90) / 91);
            taps[n] = (n == 90 ? 1 : Math.sin(x) / x) * window;
            sum += taps[n];
        }
        for (int n = 0; n < taps.length; n++) {
            taps[n] /= sum;
        }
        return taps;
    }

    static byte[] littleEndian(short[] linear) {
        byte[] bytes = new byte[2 * linear.length];
        for (int i = 0; i < linear.length; i++) {
            bytes[2 * i] = (byte) linear[i];
            bytes[2 * i + 1] = (byte) (linear[i] >> 8);
        }
        return bytes;
    }

    static short[] linear(byte[] littleEndian) {
        short[] linear = new short[littleEndian.length / 2];
        for (int i = 0; i < linear.length; i++) {
            linear[i] = (short) ((littleEndian[2 * i] & 0xFF) | (littleEndian[2 * i + 1] << 8));
        }
        return linear;
    }

    static double decibels(short[] linear) {
        double sum = 0;
        for (short sample : linear) {
            sum += Math.pow(sample / 32_768.0, 2);
        }
        return 20 * Math.log10(Math.sqrt(sum / linear.length) + 1e-9);
    }
}
