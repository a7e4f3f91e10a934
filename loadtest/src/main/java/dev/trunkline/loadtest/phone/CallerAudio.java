package dev.trunkline.loadtest.phone;

import dev.trunkline.loadtest.audio.MuLaw;
import dev.trunkline.loadtest.audio.Speech;
import java.util.Arrays;
import java.util.Base64;

/**
 * Something the caller says, as whole 20 ms frames, with each frame's base64 made once: thousands
 * of calls share one. Immutable.
 */
public final class CallerAudio {
    /** Base64 characters of a frame. */
    static final int FRAME_CHARS = 216;

    private final byte[] muLaw;
    private final byte[] base64;
    private final int firstAudibleFrame;
    private final int lastAudibleFrame;

    private CallerAudio(byte[] muLaw) {
        this.muLaw = muLaw;
        base64 = new byte[muLaw.length / MuLaw.FRAME_BYTES * FRAME_CHARS];
        int first = -1;
        int last = -1;
        for (int frame = 0; frame < frames(); frame++) {
            int from = frame * MuLaw.FRAME_BYTES;
            byte[] text =
                    Base64.getEncoder()
                            .encode(Arrays.copyOfRange(muLaw, from, from + MuLaw.FRAME_BYTES));
            System.arraycopy(text, 0, base64, frame * FRAME_CHARS, FRAME_CHARS);
            if (MuLaw.audible(muLaw, from, MuLaw.FRAME_BYTES)) {
                first = first < 0 ? frame : first;
                last = frame;
            }
        }
        firstAudibleFrame = first;
        lastAudibleFrame = last;
    }

    /** Audio of one's own: μ-law at 8 kHz, filled up with silence to a whole frame. */
    public static CallerAudio of(byte[] muLaw) {
        int frames = (muLaw.length + MuLaw.FRAME_BYTES - 1) / MuLaw.FRAME_BYTES;
        byte[] whole = Arrays.copyOf(muLaw, frames * MuLaw.FRAME_BYTES);
        Arrays.fill(whole, muLaw.length, whole.length, MuLaw.SILENCE);
        return new CallerAudio(whole);
    }

    /** Utterance {@code number} of the fixture speech, from 1 to {@link Speech#utterances()}. */
    public static CallerAudio utterance(int number) {
        return of(Speech.utterance(number));
    }

    /** The whole fixture speech with its silences, 17.18 s. */
    public static CallerAudio wholeSpeech() {
        return of(Speech.whole());
    }

    /** Whole frames in it. */
    public int frames() {
        return muLaw.length / MuLaw.FRAME_BYTES;
    }

    /** Its length in milliseconds. */
    public int durationMs() {
        return muLaw.length / MuLaw.BYTES_PER_MS;
    }

    /** The audio, a copy. */
    public byte[] muLaw() {
        return muLaw.clone();
    }

    /** The first frame that would be heard, or -1. */
    int firstAudibleFrame() {
        return firstAudibleFrame;
    }

    /** The last frame that would be heard, or -1. */
    int lastAudibleFrame() {
        return lastAudibleFrame;
    }

    byte[] base64() {
        return base64;
    }

    void copyFrame(int frame, byte[] out, int offset) {
        System.arraycopy(muLaw, frame * MuLaw.FRAME_BYTES, out, offset, MuLaw.FRAME_BYTES);
    }
}
