package dev.trunkline.codecs.audio;

import dev.trunkline.codecs.g711.G711;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Random;

/** The speech fixtures: see {@code speech/README.md}. */
final class Speech {
    /** One utterance by its label, in samples. */
    record Segment(long first, long last) {}

    private Speech() {}

    static byte[] bytes(String name) {
        try (InputStream in =
                Objects.requireNonNull(Speech.class.getResourceAsStream("/speech/" + name), name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Segment> segments(int rateHz) {
        int divisor = 48_000 / rateHz;
        return new String(bytes("speech-segments.tsv"), StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.split("\t", -1))
                .map(field ->
                        new Segment(
                                Long.parseLong(field[1]) / divisor,
                                Long.parseLong(field[2]) / divisor))
                .toList();
    }

    /** The label without the digital silence that espeak-ng left in it: 5 ms above -55 dBFS. */
    static Segment audible(short[] clean, int rateHz, Segment label) {
        int block = rateHz / 200;
        long first = label.first();
        while (meanSquare(clean, first, block) < 3_395) {
            first += block;
        }
        long last = label.last();
        while (meanSquare(clean, last - block, block) < 3_395) {
            last -= block;
        }
        return new Segment(first, last);
    }

    static double meanSquare(short[] signal, long from, int samples) {
        double sum = 0;
        for (int i = 0; i < samples; i++) {
            double x = signal[(int) from + i];
            sum += x * x;
        }
        return sum / samples;
    }

    static short[] linear(byte[] littleEndian) {
        short[] linear = new short[littleEndian.length / 2];
        LinearBytes.read(littleEndian, 0, linear, linear.length);
        return linear;
    }

    static short[] linearOfUlaw(byte[] codes) {
        short[] linear = new short[codes.length];
        G711.ulawToLinear(codes, 0, linear, 0, codes.length);
        return linear;
    }

    /** White Gaussian noise all along, at this ratio of the speech within its labels to it. */
    static short[] withNoise(short[] clean, int rateHz, double snrDb, long seed) {
        double power = 0;
        long samples = 0;
        for (Segment label : segments(rateHz)) {
            Segment audible = audible(clean, rateHz, label);
            int length = (int) (audible.last() - audible.first());
            power += meanSquare(clean, audible.first(), length) * length;
            samples += length;
        }
        double deviation = Math.sqrt(power / samples / Math.pow(10, snrDb / 10));
        Random random = new Random(seed);
        short[] noisy = new short[clean.length];
        for (int i = 0; i < clean.length; i++) {
            long sum = Math.round(clean[i] + deviation * random.nextGaussian());
            noisy[i] = (short) Math.max(-32_768, Math.min(32_767, sum));
        }
        return noisy;
    }
}
