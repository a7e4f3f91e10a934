package dev.trunkline.loadtest.model;

import dev.trunkline.loadtest.audio.ProbeTally;
import dev.trunkline.loadtest.audio.WaveProbe;

/**
 * One session's endless audio of {@link WaveProbe}s at 24 kHz, in pieces of any size. Confined to
 * the event loop; allocates nothing.
 */
final class WaveTalk {
    /**
     * Sent ahead of the first delta: otherwise a converter's look-ahead would hold the last frame
     * of each delta back until the next one, which is no work of the gateway's. 10 ms, in bytes.
     */
    static final int AHEAD_BYTES = WaveProbe.LINEAR_BYTES / 2;

    private final ProbeTally tally;
    private final byte[] frame = new byte[WaveProbe.LINEAR_BYTES];
    private int at = frame.length;
    private int sequence = -1;

    WaveTalk(ProbeTally tally) {
        this.tally = tally;
    }

    /** Fills {@code audio}; a frame counts as sent with its last bit. */
    void fill(byte[] audio, int bytes, int callIndex, long dueNanos, long nowNanos) {
        for (int done = 0; done < bytes; ) {
            if (at == frame.length) {
                sequence++;
                WaveProbe.encodeLinear(frame, 0, callIndex, sequence);
                at = 0;
            }
            int run = Math.min(bytes - done, frame.length - at);
            System.arraycopy(frame, at, audio, done, run);
            int needed = WaveProbe.LINEAR_NEEDED_BYTES;
            if (at < needed && at + run >= needed) {
                tally.sent(callIndex, sequence, dueNanos, nowNanos);
            }
            at += run;
            done += run;
        }
    }
}
