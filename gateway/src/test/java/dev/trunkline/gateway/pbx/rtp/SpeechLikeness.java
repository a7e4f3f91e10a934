package dev.trunkline.gateway.pbx.rtp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How much of a known speech is in what was heard: each of its utterances is looked for near where
 * it should be, and correlated sample by sample below 4 kHz.
 */
final class SpeechLikeness {
    /** Where the utterances are, in seconds (speech-segments.tsv). */
    private static final double[][] UTTERANCES = {
        {0.800, 3.458}, {4.958, 7.176}, {7.877, 11.511}, {13.512, 16.161}
    };

    private static final Path SPEECH =
            Path.of("..", "codecs", "src", "test", "resources", "speech");
    private static final int RATE_HZ = 8_000;

    private SpeechLikeness() {}

    static Path speech24k() {
        return SPEECH.resolve("speech-24k.s16le");
    }

    /** Samples of 16-bit little-endian audio at 8 kHz: means over blocks, enough for speech. */
    static short[] narrow(byte[] audio, int rateHz) {
        int factor = rateHz / RATE_HZ;
        ByteBuffer in = ByteBuffer.wrap(audio).order(ByteOrder.LITTLE_ENDIAN);
        short[] out = new short[audio.length / 2 / factor];
        for (int i = 0; i < out.length; i++) {
            int sum = 0;
            for (int j = 0; j < factor; j++) {
                sum += in.getShort(2 * (i * factor + j));
            }
            out[i] = (short) (sum / factor);
        }
        return out;
    }

    static short[] source() {
        try {
            return narrow(Files.readAllBytes(speech24k()), 24_000);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /**
     * The mean over the utterances of the best correlation.
     *
     * @param heard at 8 kHz
     * @param latestMs how much later than in the source an utterance may be
     */
    static double of(short[] heard, int latestMs) {
        short[] source = source();
        double sum = 0;
        int from = 0;
        for (double[] utterance : UTTERANCES) {
            int begin = (int) (utterance[0] * RATE_HZ);
            int end = Math.min((int) (utterance[1] * RATE_HZ), source.length);
            double best = 0;
            int bestLag = from;
            for (int lag = from; lag < latestMs * RATE_HZ / 1_000; lag++) {
                double here = correlation(source, begin, heard, begin + lag, end - begin, 3);
                if (here > best) {
                    best = here;
                    bestLag = lag;
                }
            }
            from = Math.max(0, bestLag - RATE_HZ / 2);
            sum += correlation(source, begin, heard, begin + bestLag, end - begin, 1);
        }
        return sum / UTTERANCES.length;
    }

    private static double correlation(
            short[] a, int aFrom, short[] b, int bFrom, int count, int step) {
        if (bFrom + count > b.length) {
            return 0;
        }
        double ab = 0;
        double aa = 1;
        double bb = 1;
        for (int i = 0; i < count; i += step) {
            double x = a[aFrom + i];
            double y = b[bFrom + i];
            ab += x * y;
            aa += x * x;
            bb += y * y;
        }
        return ab / Math.sqrt(aa * bb);
    }
}
