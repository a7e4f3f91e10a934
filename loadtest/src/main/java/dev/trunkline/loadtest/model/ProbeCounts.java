package dev.trunkline.loadtest.model;

import dev.trunkline.loadtest.audio.ProbeFrame;
import dev.trunkline.loadtest.audio.ProbeTallies;
import dev.trunkline.loadtest.audio.ProbeTally;
import dev.trunkline.loadtest.audio.WaveProbe;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Probe frames found in the appended audio of one connection. Written on the event loop, read by
 * {@link #report} there too.
 *
 * <p>Audio is looked at in steps of 20 ms from its first byte: a client that shifts frames by a
 * part of one loses every probe, which is what a test wants to see.
 */
final class ProbeCounts {
    private static final long MAX_LATENCY_NANOS = 60_000_000_000L;

    /** Sequence numbers remembered to tell a late probe from a repeated one. */
    private static final int WINDOW = 1_024;

    private final Histogram latency = new Histogram(1_000, MAX_LATENCY_NANOS, 2);
    private final long[] seen = new long[WINDOW / 64];

    /** The frame that is coming in. */
    private final byte[] frame;

    /** Bytes of it that are here. */
    private int taken;

    /** Bytes of it that must be here to be read. */
    private final int needed;

    private int callIndex = -1;
    private int highest = -1;
    private int first = -1;
    private long received;
    private long duplicated;
    private long outOfOrder;
    private long foreign;

    private final @Nullable ProbeTally tally;
    private final boolean waves;
    private boolean usable;

    ProbeCounts(@Nullable ProbeTallies tallies) {
        tally = tallies == null ? null : tallies.uplink();
        waves = tallies != null && tallies.waves();
        frame = new byte[waves ? WaveProbe.LINEAR_BYTES : ProbeFrame.BYTES];
        needed = waves ? WaveProbe.LINEAR_NEEDED_BYTES : ProbeFrame.BYTES;
    }

    /** Audio from now on is understood: the session has its format. */
    void sessionUpdated() {
        usable = true;
    }

    int callIndex() {
        return callIndex;
    }

    /** Borrows {@code audio}. */
    void scan(byte[] audio, int byteCount, long nowNanos) {
        for (int at = 0; at < byteCount; ) {
            int run = Math.min(frame.length - taken, byteCount - at);
            System.arraycopy(audio, at, frame, taken, run);
            boolean readable = taken < needed && taken + run >= needed;
            at += run;
            taken = (taken + run) % frame.length;
            if (readable && waves) {
                wave(nowNanos);
            } else if (readable && ProbeFrame.isProbe(frame, 0)) {
                probe(
                        ProbeFrame.callIndex(frame, 0),
                        ProbeFrame.sequence(frame, 0),
                        ProbeFrame.sentNanos(frame, 0),
                        ProbeFrame.dueNanos(frame, 0),
                        nowNanos);
            }
        }
    }

    private void wave(long nowNanos) {
        int code = WaveProbe.decodeLinear(frame, 0);
        if (code != WaveProbe.NONE && tally != null) {
            int call = WaveProbe.callIndex(code);
            int sequence = WaveProbe.sequence(code, Math.max(0, highest));
            probe(
                    call,
                    sequence,
                    tally.sentNanos(call, sequence),
                    tally.dueNanos(call, sequence),
                    nowNanos);
        }
    }

    private void probe(int call, int sequence, long sentNanos, long dueNanos, long nowNanos) {
        if (callIndex == -1) {
            callIndex = call;
        }
        if (call != callIndex) {
            foreign++;
            if (tally != null) {
                tally.foreign(callIndex, sentNanos);
            }
            return;
        }
        latency.recordValue(Math.clamp(nowNanos - sentNanos, 0, MAX_LATENCY_NANOS));
        boolean overtaken = sequence <= highest;
        boolean fresh = count(sequence);
        if (tally == null) {
            return;
        }
        if (!fresh) {
            tally.duplicated(callIndex, sentNanos);
        } else if (usable) {
            tally.arrived(callIndex, sentNanos, dueNanos, nowNanos, overtaken);
        } else {
            tally.early(callIndex, sentNanos);
        }
    }

    /** False if it is here again. */
    private boolean count(int sequence) {
        if (first < 0) {
            first = sequence;
            highest = sequence - 1;
        }
        if (sequence > highest) {
            for (int skipped = Math.max(highest + 1, sequence - WINDOW);
                    skipped < sequence;
                    skipped++) {
                seen[slot(skipped)] &= ~(1L << skipped);
            }
            highest = sequence;
        } else if (highest - sequence >= WINDOW || (seen[slot(sequence)] >>> sequence & 1) != 0) {
            duplicated++;
            return false;
        } else {
            outOfOrder++;
        }
        seen[slot(sequence)] |= 1L << sequence;
        received++;
        return true;
    }

    private static int slot(int sequence) {
        return (sequence & WINDOW - 1) >>> 6;
    }

    ModelConnection.ProbeReport report() {
        long expected = first < 0 ? 0 : (long) highest - first + 1;
        return new ModelConnection.ProbeReport(
                callIndex,
                received,
                Math.max(0, expected - received),
                duplicated,
                outOfOrder,
                foreign,
                latency.copy());
    }
}
