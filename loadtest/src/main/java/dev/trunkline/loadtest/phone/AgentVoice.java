package dev.trunkline.loadtest.phone;

import dev.trunkline.loadtest.audio.MuLaw;
import java.util.Arrays;

/**
 * Where on the timeline the agent is audible: spells without a pause of 500 ms, in samples. Not
 * thread-safe.
 */
final class AgentVoice {
    private static final long PAUSE_SAMPLES = 8L * 500;

    private long[] from = new long[16];
    private long[] to = new long[16];
    private int spells;

    /** Audio that was scheduled at {@code sample}; looked at in pieces of 20 ms. */
    void scheduled(byte[] muLaw, int bytes, long sample) {
        for (int offset = 0; offset < bytes; offset += MuLaw.FRAME_BYTES) {
            int piece = Math.min(MuLaw.FRAME_BYTES, bytes - offset);
            if (MuLaw.audible(muLaw, offset, piece)) {
                audible(sample + offset, sample + offset + piece);
            }
        }
    }

    private void audible(long begin, long end) {
        if (spells > 0 && begin - to[spells - 1] < PAUSE_SAMPLES) {
            to[spells - 1] = end;
            return;
        }
        if (spells == from.length) {
            from = Arrays.copyOf(from, spells * 2);
            to = Arrays.copyOf(to, spells * 2);
        }
        from[spells] = begin;
        to[spells++] = end;
    }

    /** A clear: nothing from {@code sample} on will be heard. */
    void cut(long sample) {
        while (spells > 0 && from[spells - 1] >= sample) {
            spells--;
        }
        if (spells > 0) {
            to[spells - 1] = Math.min(to[spells - 1], sample);
        }
    }

    /** The end of the last audible sample, heard or still queued; -1 if there was none. */
    long lastAudibleEnd() {
        return spells == 0 ? -1 : to[spells - 1];
    }

    /** The spell at {@code sample}, or -1 if the agent is not being heard then. */
    int spellAt(long sample) {
        for (int spell = spells - 1; spell >= 0 && to[spell] > sample; spell--) {
            if (from[spell] <= sample) {
                return spell;
            }
        }
        return -1;
    }

    int spells() {
        return spells;
    }

    long from(int spell) {
        return from[spell];
    }

    long to(int spell) {
        return to[spell];
    }
}
