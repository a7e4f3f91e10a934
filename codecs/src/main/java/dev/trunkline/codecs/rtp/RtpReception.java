package dev.trunkline.codecs.rtp;

import io.netty.buffer.ByteBuf;

/**
 * What a receiver knows of one source (RFC 3550 appendix A.1, A.3, A.8): validity, extended
 * sequence, loss and interarrival jitter, and from it the report block. One per leg, reset for a
 * new SSRC. Allocates nothing; not thread-safe; time is an argument.
 */
public final class RtpReception {
    /** What {@link #onPacket} makes of a packet. */
    public enum Verdict {
        /** The source has not proved itself yet: the first packet. Play it all the same. */
        PROBATION,
        IN_SEQUENCE,
        /** Before the highest so far by up to {@link #MAX_MISORDER}: reordered or duplicated. */
        OUT_OF_ORDER,
        /** Far off: dropped, unless the next one goes on from there. */
        OUTLIER,
        /** The second packet in a row from far off: the source restarted. Start anew. */
        RESTARTED
    }

    public static final int MIN_SEQUENTIAL = 2;
    public static final int MAX_DROPOUT = 3_000;
    public static final int MAX_MISORDER = 100;

    private static final int NONE = -1;

    private final int clockRateHz;
    private long ssrc;
    private int probation = MIN_SEQUENTIAL;
    private int highest = NONE;
    private long cycles;
    private long base;
    private int suspect = NONE;
    private long received;
    private long expectedAtLastReport;
    private long receivedAtLastReport;
    private int transit;
    private boolean transitKnown;
    private long jitterTimes16;
    private long lastSenderReport;
    private long lastSenderReportNanos;

    /**
     * A source that has sent nothing yet.
     *
     * @param clockRateHz the RTP clock: 8000 for G.711, 48000 for Opus
     */
    public RtpReception(int clockRateHz) {
        if (clockRateHz <= 0) {
            throw new IllegalArgumentException("clockRateHz=" + clockRateHz + ": expected above 0");
        }
        this.clockRateHz = clockRateHz;
    }

    /** Forgets everything: the source has changed. */
    public void reset() {
        probation = MIN_SEQUENTIAL;
        highest = NONE;
        jitterTimes16 = 0;
        lastSenderReport = 0;
        restart(0);
        highest = NONE;
        received = 0;
    }

    /**
     * Takes note of an arrived packet.
     *
     * @param packet borrowed, of this source
     * @param arrivalNanos monotonic
     * @param steady whether this packet's timing tells of the network: false for telephone events
     *     and for the first packet after a pause, whose timestamps follow other rules
     */
    public Verdict onPacket(RtpPacketView packet, long arrivalNanos, boolean steady) {
        ssrc = packet.ssrc();
        Verdict verdict = onSequence(packet.sequenceNumber());
        if (verdict == Verdict.RESTARTED) {
            transitKnown = false;
        }
        if (verdict != Verdict.OUTLIER && verdict != Verdict.OUT_OF_ORDER) {
            onTransit(packet.timestamp(), arrivalNanos, steady);
        }
        return verdict;
    }

    private Verdict onSequence(int sequence) {
        if (highest == NONE) {
            restart(sequence);
            probation = MIN_SEQUENTIAL - 1;
            received = 1;
            return Verdict.PROBATION;
        }
        int step = (sequence - highest) & 0xFFFF;
        if (probation > 0) {
            if (step == 1) {
                probation--;
                return advance(sequence);
            }
            restart(sequence);
            received = 1;
            return Verdict.PROBATION;
        }
        if (step == 0 || step > 0x1_0000 - MAX_MISORDER) {
            received++;
            suspect = NONE;
            return Verdict.OUT_OF_ORDER;
        }
        if (step < MAX_DROPOUT) {
            return advance(sequence);
        }
        if (sequence == suspect) {
            restart(sequence);
            received = 1;
            return Verdict.RESTARTED;
        }
        suspect = (sequence + 1) & 0xFFFF;
        return Verdict.OUTLIER;
    }

    private Verdict advance(int sequence) {
        if (sequence < highest) {
            cycles += 0x1_0000;
        }
        highest = sequence;
        suspect = NONE;
        received++;
        return Verdict.IN_SEQUENCE;
    }

    private void restart(int sequence) {
        base = sequence;
        highest = sequence;
        cycles = 0;
        suspect = NONE;
        expectedAtLastReport = 0;
        receivedAtLastReport = 0;
        transitKnown = false;
    }

    private void onTransit(long timestamp, long arrivalNanos, boolean steady) {
        int now = (int) (RtpClock.ticks(arrivalNanos, clockRateHz) - timestamp);
        if (transitKnown && steady) {
            long difference = Math.abs((long) (now - transit)); // wraps harmlessly
            jitterTimes16 += difference - ((jitterTimes16 + 8) >> 4);
        }
        transit = now;
        transitKnown = true;
    }

    /** Takes note of a sender report of this source, for LSR and DLSR. */
    public void onSenderReport(long ntpTime, long arrivalNanos) {
        lastSenderReport = NtpTime.middle(ntpTime);
        lastSenderReportNanos = arrivalNanos;
    }

    /** Whether anything came yet. */
    public boolean receiving() {
        return highest != NONE;
    }

    public long ssrc() {
        return ssrc;
    }

    /** Highest sequence number with its cycles. */
    public long extendedHighest() {
        return cycles + Math.max(0, highest);
    }

    /** Duplicates count. */
    public long received() {
        return received;
    }

    /** Negative if duplicates outnumber losses. */
    public long cumulativeLost() {
        return receiving() ? expected() - received : 0;
    }

    /** Interarrival jitter in clock units. */
    public long jitter() {
        return jitterTimes16 >> 4;
    }

    public long jitterNanos() {
        return jitter() * 1_000_000_000L / clockRateHz;
    }

    private long expected() {
        return extendedHighest() - base + 1;
    }

    /**
     * Writes the 24 bytes of a report block at the writer index and begins the next interval of
     * "fraction lost" (RFC 3550 A.3).
     */
    public void writeReportBlock(ByteBuf out, long nowNanos) {
        long expected = expected();
        long expectedNow = expected - expectedAtLastReport;
        long lostNow = expectedNow - (received - receivedAtLastReport);
        expectedAtLastReport = expected;
        receivedAtLastReport = received;
        int fraction = expectedNow <= 0 || lostNow <= 0 ? 0 : (int) (lostNow * 256 / expectedNow);
        out.writeInt((int) ssrc)
                .writeByte(Math.min(255, fraction))
                .writeMedium((int) Math.clamp(cumulativeLost(), -0x80_0000L, 0x7F_FFFFL))
                .writeInt((int) extendedHighest())
                .writeInt((int) jitter())
                .writeInt((int) lastSenderReport)
                .writeInt(
                        lastSenderReport == 0
                                ? 0
                                : (int) NtpTime.shortSpan(nowNanos - lastSenderReportNanos));
    }
}
