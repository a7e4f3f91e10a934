package dev.trunkline.loadtest.audio;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The fixture speech: four labelled utterances of a synthetic caller (see {@code speech/README.md}
 * in the resources).
 */
public final class Speech {
    private static final int SEGMENT_RATE_RATIO =
            6; // the labels count samples at 48 kHz, the speech is at 8 kHz

    private static final byte[] WHOLE = resource("speech-8k.ulaw");
    private static final List<Segment> SEGMENTS =
            new String(resource("speech-segments.tsv"), StandardCharsets.US_ASCII)
                    .lines()
                    .map(Speech::segment)
                    .toList();

    /** Where speech is in {@link #whole()}, in samples at 8 kHz. */
    public record Segment(int firstSample, int endSample) {}

    private Speech() {}

    /** All of it, silences included: 859 whole frames, a copy. */
    public static byte[] whole() {
        return WHOLE.clone();
    }

    /** How many utterances there are. */
    public static int utterances() {
        return SEGMENTS.size();
    }

    /** Where utterance {@code number} (from 1) is in {@link #whole()}. */
    public static Segment segment(int number) {
        return SEGMENTS.get(number - 1);
    }

    /**
     * Utterance {@code number}, from 1 to {@link #utterances()}: whole 20 ms frames, less than a
     * frame of silence at either end. A copy.
     */
    public static byte[] utterance(int number) {
        Segment segment = segment(number);
        int from = segment.firstSample / MuLaw.FRAME_BYTES * MuLaw.FRAME_BYTES;
        int to =
                (segment.endSample + MuLaw.FRAME_BYTES - 1) / MuLaw.FRAME_BYTES * MuLaw.FRAME_BYTES;
        return Arrays.copyOfRange(WHOLE, from, to);
    }

    private static Segment segment(String line) {
        List<String> columns = List.of(line.split("\t", -1));
        return new Segment(
                Integer.parseInt(columns.get(1)) / SEGMENT_RATE_RATIO,
                -Math.floorDiv(-Integer.parseInt(columns.get(2)), SEGMENT_RATE_RATIO));
    }

    private static byte[] resource(String name) {
        try (InputStream in = Speech.class.getResourceAsStream("/speech/" + name)) {
            if (in == null) {
                throw new IllegalStateException(
                        "speech/" + name + " is missing from the loadtest jar");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
