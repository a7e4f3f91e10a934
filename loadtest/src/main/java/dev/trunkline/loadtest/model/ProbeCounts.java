package dev.trunkline.loadtest.model;

import dev.trunkline.loadtest.audio.ProbeFrame;
import dev.trunkline.loadtest.audio.ProbeTally;
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
    private final byte[] carry = new byte[ProbeFrame.BYTES];
    private int carried;

    private int callIndex = -1;
    private int highest = -1;
    private int first = -1;
    private long received;
    private long duplicated;
    private long outOfOrder;
    private long foreign;

    private final @Nullable ProbeTally tally;
    private boolean usable;

    ProbeCounts(@Nullable ProbeTally tally) {
        this.tally = tally;
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
        int at = 0;
        if (carried > 0) {
            int missing = Math.min(ProbeFrame.BYTES - carried, byteCount);
            System.arraycopy(audio, 0, carry, carried, missing);
            carried += missing;
            at = missing;
            if (carried < ProbeFrame.BYTES) {
                return;
            }
            frame(carry, 0, nowNanos);
            carried = 0;
        }
        for (; at + ProbeFrame.BYTES <= byteCount; at += ProbeFrame.BYTES) {
            frame(audio, at, nowNanos);
        }
        carried = byteCount - at;
        System.arraycopy(audio, at, carry, 0, carried);
    }

    private void frame(byte[] audio, int offset, long nowNanos) {
        if (!ProbeFrame.isProbe(audio, offset)) {
            return;
        }
        int call = ProbeFrame.callIndex(audio, offset);
        if (callIndex == -1) {
            callIndex = call;
        }
        long sentNanos = ProbeFrame.sentNanos(audio, offset);
        if (call != callIndex) {
            foreign++;
            if (tally != null) {
                tally.foreign(callIndex, sentNanos);
            }
            return;
        }
        latency.recordValue(Math.clamp(nowNanos - sentNanos, 0, MAX_LATENCY_NANOS));
        boolean overtaken = ProbeFrame.sequence(audio, offset) <= highest;
        boolean fresh = count(ProbeFrame.sequence(audio, offset));
        if (tally == null) {
            return;
        }
        if (!fresh) {
            tally.duplicated(callIndex, sentNanos);
        } else if (usable) {
            long dueNanos = ProbeFrame.dueNanos(audio, offset);
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
