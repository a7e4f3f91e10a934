package dev.trunkline.codecs.rtp;

import java.util.Arrays;

/**
 * Fills gaps with what the decoder makes up, fades to digital silence when a gap lasts, and joins
 * what comes afterwards without a click. Keeps account of what a frame is made of.
 */
final class GapFiller {
    private static final int MUTE_AFTER_MS = 120;
    private static final int JOIN_MS = 5;

    private final PayloadDecoder decoder;
    private final JitterBufferCounters counters;
    private final short[] continued;
    private final int joinSamples;
    private final int muteAfterSamples;
    private boolean muted = true; // nothing has been heard yet
    private boolean joining;
    private int filledInRow;
    private Playout frame = Playout.DECODED;

    GapFiller(PayloadDecoder decoder, JitterBufferCounters counters) {
        this.decoder = decoder;
        this.counters = counters;
        int samplesPerMs = decoder.sampleRateHz() / 1_000;
        joinSamples = JOIN_MS * samplesPerMs;
        muteAfterSamples = MUTE_AFTER_MS * samplesPerMs;
        continued = new short[joinSamples + decoder.concealmentStepSamples()];
    }

    void beginFrame() {
        frame = Playout.DECODED;
    }

    Playout endFrame() {
        return frame;
    }

    /** Whether the frame begun last holds anything made up. */
    boolean filledInFrame() {
        return frame != Playout.DECODED;
    }

    void fallSilent() {
        muted = true;
        joining = false;
    }

    /**
     * Writes at least {@code samples} of filling, in whole steps of the decoder; returns how many.
     */
    int fill(short[] pcm, int offset, int samples) {
        int step = decoder.concealmentStepSamples();
        int count = Math.min((Math.max(1, samples) + step - 1) / step * step, mostSamples(step));
        counters.concealedSamples += count;
        if (muted || decoder.conceal(pcm, offset, count) != count) {
            Arrays.fill(pcm, offset, offset + count, (short) 0);
            muted = true;
            note(Playout.SILENT);
            return count;
        }
        note(Playout.CONCEALED);
        filledInRow += count;
        if (filledInRow >= muteAfterSamples) {
            int fade = Math.min(joinSamples, count);
            for (int i = 0; i < fade; i++) {
                int at = offset + count - fade + i;
                pcm[at] = (short) TimeScaler.mix(pcm[at], 0, i + 1, fade);
            }
            muted = true;
        }
        return count;
    }

    private int mostSamples(int step) {
        return decoder.maxPacketSamples() / step * step;
    }

    void recovered(short[] pcm, int offset, int samples) {
        note(Playout.RECOVERED);
        join(pcm, offset, samples);
    }

    /**
     * Audio is about to be decoded that does not continue what was played: get something to join.
     */
    void prepareJoin() {
        int step = decoder.concealmentStepSamples();
        int count = (joinSamples + step - 1) / step * step;
        joining = !muted && decoder.conceal(continued, 0, count) == count;
    }

    /** Real audio again, just written: fade it in if what went before does not lead into it. */
    void join(short[] pcm, int offset, int samples) {
        filledInRow = 0;
        if (muted || joining) {
            int join = Math.min(joinSamples, samples);
            for (int i = 0; i < join; i++) {
                int from = joining ? continued[i] : 0;
                pcm[offset + i] = (short) TimeScaler.mix(from, pcm[offset + i], i, join);
            }
        }
        muted = false;
        joining = false;
    }

    /** Real audio again behind silence that was meant: nothing to lead into it. */
    void goOn() {
        filledInRow = 0;
        muted = false;
        joining = false;
    }

    private void note(Playout part) {
        if (part.compareTo(frame) > 0) {
            frame = part;
        }
    }
}
