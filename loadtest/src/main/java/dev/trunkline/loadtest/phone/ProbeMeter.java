package dev.trunkline.loadtest.phone;

import dev.trunkline.loadtest.audio.MuLaw;
import dev.trunkline.loadtest.audio.ProbeFrame;
import dev.trunkline.loadtest.audio.ProbeTallies;
import dev.trunkline.loadtest.audio.ProbeTally;
import dev.trunkline.loadtest.audio.WaveProbe;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Measures the probe frames that come back on one call: latency, and which are missing, double or
 * out of order.
 */
final class ProbeMeter {
    private static final int WINDOW =
            4096; // how far back a late probe can still be told from a duplicate

    private final int callIndex;
    private final @Nullable ProbeTally tally;
    private final @Nullable ProbeTallies waves;
    private @Nullable Histogram latency;
    private long @Nullable [] seen;
    private long first = -1;
    private long highest = -1;
    private long received;
    private long duplicated;
    private long outOfOrder;
    private long foreign;

    ProbeMeter(int callIndex, @Nullable ProbeTallies tallies) {
        this.callIndex = callIndex;
        tally = tallies == null ? null : tallies.downlink();
        waves = tallies != null && tallies.waves() ? tallies : null;
    }

    /** Writes the probe of frame {@code sequence}, which is sent now. */
    void encode(byte[] frame, int sequence, long dueNanos, long nowNanos) {
        if (waves == null) {
            ProbeFrame.encode(frame, 0, callIndex, sequence, nowNanos, dueNanos);
        } else {
            WaveProbe.encodeMuLaw(frame, 0, callIndex, sequence);
        }
    }

    /** The probe of frame {@code sequence} has been sent: adds it up with those of other calls. */
    static void sent(ProbeTallies tallies, int call, int sequence, long dueNanos, long nowNanos) {
        if (tallies.waves()) {
            tallies.uplink().sent(call, sequence, dueNanos, nowNanos);
        } else {
            tallies.uplink().sent(call, dueNanos, nowNanos);
        }
    }

    /** Looks at every whole frame of decoded audio that arrived now. */
    void audio(byte[] muLaw, int bytes, long nowNanos) {
        if (waves != null) {
            waves(waves.downlink(), muLaw, bytes, nowNanos);
            return;
        }
        for (int at = 0; at + ProbeFrame.HEADER_BYTES <= bytes; at += MuLaw.FRAME_BYTES) {
            if (ProbeFrame.isProbe(muLaw, at)) {
                probe(
                        ProbeFrame.callIndex(muLaw, at),
                        ProbeFrame.sequence(muLaw, at),
                        ProbeFrame.sentNanos(muLaw, at),
                        ProbeFrame.dueNanos(muLaw, at),
                        nowNanos);
            }
        }
    }

    private void waves(ProbeTally sender, byte[] muLaw, int bytes, long nowNanos) {
        for (int at = 0; at + MuLaw.FRAME_BYTES <= bytes; at += MuLaw.FRAME_BYTES) {
            int code = WaveProbe.decodeMuLaw(muLaw, at);
            if (code != WaveProbe.NONE) {
                int call = WaveProbe.callIndex(code);
                int sequence = WaveProbe.sequence(code, (int) Math.max(0, highest));
                probe(
                        call,
                        sequence,
                        sender.sentNanos(call, sequence),
                        sender.dueNanos(call, sequence),
                        nowNanos);
            }
        }
    }

    private void probe(int call, int sequence, long sentNanos, long dueNanos, long nowNanos) {
        if (call != callIndex) {
            foreign++;
            if (tally != null) {
                tally.foreign(callIndex, sentNanos);
            }
            return;
        }
        if (latency == null || seen == null) {
            latency = histogram();
            seen = new long[WINDOW / Long.SIZE];
        }
        received++;
        latency.recordValue(Math.max(0, nowNanos - sentNanos));
        if (first < 0) {
            first = sequence;
            highest = sequence - 1L;
        }
        boolean overtaken = sequence <= highest;
        if (!overtaken) {
            for (long skipped = Math.max(highest + 1, sequence - WINDOW);
                    skipped < sequence;
                    skipped++) {
                mark(seen, skipped, false);
            }
            mark(seen, sequence, true);
            highest = sequence;
        } else if (sequence <= highest - WINDOW || isMarked(seen, sequence)) {
            duplicated++;
            if (tally != null) {
                tally.duplicated(callIndex, sentNanos);
            }
            return;
        } else {
            outOfOrder++;
            first = Math.min(first, sequence);
            mark(seen, sequence, true);
        }
        if (tally != null) {
            tally.arrived(callIndex, sentNanos, dueNanos, nowNanos, overtaken);
        }
    }

    PhoneCallReport.Probes report() {
        long expected = first < 0 ? 0 : highest - first + 1;
        return new PhoneCallReport.Probes(
                latency == null ? histogram() : latency.copy(),
                received,
                expected - (received - duplicated),
                duplicated,
                outOfOrder,
                foreign);
    }

    /**
     * Nanoseconds with two digits, growing as needed: a few kilobytes, since there are thousands.
     */
    static Histogram histogram() {
        return new Histogram(2);
    }

    private static void mark(long[] bits, long sequence, boolean on) {
        int bit = (int) (sequence & (WINDOW - 1));
        if (on) {
            bits[bit >> 6] |= 1L << bit;
        } else {
            bits[bit >> 6] &= ~(1L << bit);
        }
    }

    private static boolean isMarked(long[] bits, long sequence) {
        int bit = (int) (sequence & (WINDOW - 1));
        return (bits[bit >> 6] & 1L << bit) != 0;
    }
}
