package dev.trunkline.loadtest.rtp;

import org.HdrHistogram.Histogram;

/**
 * How one stream of RTP packets comes in: evenly, late, twice, not at all. Compares each packet
 * with the one before: the deviation is how much longer the way from one to the next took than
 * their timestamps say (RFC 3550 section 6.4.1, D(i-1, i)). Allocates nothing per packet. Not
 * thread-safe; time is an argument.
 */
public final class StreamArrivals {
    /** A packet that comes this much later than the one before said is a late frame. */
    public static final long LATE_NANOS = 20_000_000;

    /** Deviations above are recorded as this. */
    public static final long MAX_NANOS = 10_000_000_000L;

    /** What is older than this many packets is nobody's any more. */
    private static final int WINDOW = 64;

    /** A jump of more than this is a new beginning of the sequence, not loss. */
    private static final int JUMP = 3_000;

    private final int clockRateHz;
    private final Histogram deviation;
    private boolean begun;
    private int highest; // sequence number
    private long seen; // bit n: highest - n has come
    private long lastTimestamp;
    private long lastNanos;
    private long elapsedTicks;
    private long firstNanos;
    private long packets;
    private long lost;
    private long duplicated;
    private long reordered;
    private long late;
    private long restarts;

    /**
     * @param deviation where the deviations' absolute values are recorded, in nanoseconds; may be
     *     shared by the streams of one thread
     */
    public StreamArrivals(int clockRateHz, Histogram deviation) {
        this.clockRateHz = clockRateHz;
        this.deviation = deviation;
    }

    /** A histogram for deviations. */
    public static Histogram histogram() {
        return new Histogram(1_000, MAX_NANOS, 3);
    }

    /**
     * A packet is here.
     *
     * @param sequence unsigned 16 bits
     * @param timestamp unsigned 32 bits
     */
    public void arrived(int sequence, long timestamp, long nowNanos) {
        if (!begun) {
            begin(sequence, timestamp, nowNanos);
            return;
        }
        int ahead = (short) (sequence - highest);
        if (ahead > JUMP || ahead < -JUMP) {
            restarts++;
            begin(sequence, timestamp, nowNanos);
        } else if (ahead > 0) {
            packets++;
            lost += ahead - 1;
            seen = ahead >= WINDOW ? 1 : seen << ahead | 1;
            highest = sequence;
            timed(timestamp, nowNanos);
        } else if (ahead <= -WINDOW || (seen & 1L << -ahead) != 0) {
            duplicated++;
        } else { // it was taken for lost
            seen |= 1L << -ahead;
            packets++;
            lost--;
            reordered++;
        }
    }

    private void begin(int sequence, long timestamp, long nowNanos) {
        if (!begun) {
            firstNanos = nowNanos;
        }
        begun = true;
        packets++;
        highest = sequence;
        seen = 1;
        lastTimestamp = timestamp;
        lastNanos = nowNanos;
        elapsedTicks = Math.round((nowNanos - firstNanos) / 1e9 * clockRateHz);
    }

    private void timed(long timestamp, long nowNanos) {
        int ticks = (int) (timestamp - lastTimestamp);
        long expected = ticks * 1_000_000_000L / clockRateHz;
        long difference = nowNanos - lastNanos - expected;
        deviation.recordValue(Math.min(Math.abs(difference), MAX_NANOS));
        if (difference > LATE_NANOS) {
            late++;
        }
        elapsedTicks += ticks;
        lastTimestamp = timestamp;
        lastNanos = nowNanos;
    }

    /** The counts so far. */
    public Counts counts() {
        return new Counts(packets, lost, duplicated, reordered, late, restarts);
    }

    /**
     * How far the sender's clock has run away from ours: how much later the newest packet came than
     * the first one's arrival and the timestamps say.
     */
    public long driftNanos() {
        return lastNanos - firstNanos - elapsedTicks * 1_000_000_000L / clockRateHz;
    }

    /**
     * Numbers of packets.
     *
     * @param packets that came, duplicates left out
     * @param lost that never came although later ones did
     * @param late that came more than {@link #LATE_NANOS} later than the one before said
     * @param restarts new beginnings of the sequence
     */
    public record Counts(
            long packets, long lost, long duplicated, long reordered, long late, long restarts) {
        public static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0);

        public Counts plus(Counts other) {
            return new Counts(
                    packets + other.packets,
                    lost + other.lost,
                    duplicated + other.duplicated,
                    reordered + other.reordered,
                    late + other.late,
                    restarts + other.restarts);
        }

        public Counts minus(Counts earlier) {
            return new Counts(
                    packets - earlier.packets,
                    lost - earlier.lost,
                    duplicated - earlier.duplicated,
                    reordered - earlier.reordered,
                    late - earlier.late,
                    restarts - earlier.restarts);
        }
    }
}
