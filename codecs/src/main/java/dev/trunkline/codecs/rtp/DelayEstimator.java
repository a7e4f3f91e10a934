package dev.trunkline.codecs.rtp;

import java.util.Arrays;

/**
 * How long packets must be held so that most of them are there in time. Each packet's transit
 * (arrival minus timestamp) is taken relative to the least transit of the last 10 to 20 s, which
 * follows the drift of the sender's clock; the target is a quantile of these delays over the last
 * 256 packets. It rises at once and falls by 8 ms a second. All in RTP clock units; allocates
 * nothing.
 */
final class DelayEstimator {
    private static final int WINDOW_PACKETS = 256;
    private static final int FEW_PACKETS = 50;
    private static final int BUCKET_MS = 5;
    private static final int FALL_SHIFT = 7; // 1/128 of the time that passes

    private final long[] transits = new long[WINDOW_PACKETS];
    private final int[] histogram;
    private final int bucketTicks;
    private final int minimumBlockTicks;
    private final int leastTicks;
    private final int mostTicks;
    private final int initialTicks;
    private final double quantile;
    private int packets;
    private int next;
    private long leastTransit;
    private long leastInBlock;
    private long leastInBlockBefore;
    private long blockEndsTicks;
    private long lastArrivalTicks;
    private long targetTicks;

    DelayEstimator(JitterBufferSettings settings, int clockRateHz) {
        int ticksPerMs = clockRateHz / 1_000;
        bucketTicks = BUCKET_MS * ticksPerMs;
        minimumBlockTicks = 10 * clockRateHz;
        leastTicks = settings.minDelayMs() * ticksPerMs;
        mostTicks = settings.maxDelayMs() * ticksPerMs;
        initialTicks = settings.initialDelayMs() * ticksPerMs;
        quantile = settings.inTimeQuantile();
        histogram = new int[mostTicks / bucketTicks + 2];
        targetTicks = initialTicks;
    }

    /**
     * Starts anew from this packet: what was learned of another timeline says nothing of this one.
     */
    void anchor(long arrivalTicks, long timestamp) {
        packets = 0;
        next = 0;
        Arrays.fill(histogram, 0);
        long transit = arrivalTicks - timestamp;
        leastTransit = transit;
        leastInBlock = transit;
        leastInBlockBefore = transit;
        blockEndsTicks = arrivalTicks + minimumBlockTicks;
        lastArrivalTicks = arrivalTicks;
    }

    /** How much later than the fastest packet this one came; negative if it is the fastest yet. */
    long relativeDelay(long arrivalTicks, long timestamp) {
        return arrivalTicks - timestamp - leastTransit;
    }

    /** Takes note of an arrival; {@code headroomTicks} is wanted on top of what jitter asks for. */
    void onPacket(long arrivalTicks, long timestamp, int headroomTicks) {
        long transit = arrivalTicks - timestamp;
        remember(transit);
        followLeast(arrivalTicks, transit);
        long wanted = Math.max(leastTicks, quantileTicks() + headroomTicks);
        if (packets < FEW_PACKETS) {
            wanted = Math.max(wanted, initialTicks);
        }
        wanted = Math.min(wanted, mostTicks);
        long fall = Math.max(0, arrivalTicks - lastArrivalTicks) >> FALL_SHIFT;
        targetTicks = Math.max(wanted, targetTicks - fall);
        lastArrivalTicks = Math.max(lastArrivalTicks, arrivalTicks);
    }

    long targetTicks() {
        return targetTicks;
    }

    private void remember(long transit) {
        if (packets == WINDOW_PACKETS) {
            histogram[bucket(transits[next])]--;
        } else {
            packets++;
        }
        transits[next] = transit;
        histogram[bucket(transit)]++;
        next = (next + 1) & (WINDOW_PACKETS - 1);
    }

    private void followLeast(long arrivalTicks, long transit) {
        leastInBlock = Math.min(leastInBlock, transit);
        if (arrivalTicks >= blockEndsTicks) {
            leastInBlockBefore = leastInBlock;
            leastInBlock = transit;
            blockEndsTicks = arrivalTicks + minimumBlockTicks;
        }
        long least = Math.min(leastInBlock, leastInBlockBefore);
        if (least != leastTransit) {
            leastTransit = least;
            Arrays.fill(histogram, 0);
            for (int i = 0; i < packets; i++) {
                histogram[bucket(transits[i])]++;
            }
        }
    }

    private int bucket(long transit) {
        return (int) Math.clamp((transit - leastTransit) / bucketTicks, 0L, histogram.length - 1L);
    }

    /** The upper edge of the bucket within which the quantile lies. */
    private long quantileTicks() {
        // The last bucket is beyond the most delay: no target could have saved those packets.
        int savable = packets - histogram[histogram.length - 1];
        int late = savable - (int) Math.ceil(savable * quantile);
        int bucket = histogram.length - 2;
        for (int above = histogram[bucket];
                above <= late && bucket > 0;
                above += histogram[bucket]) {
            bucket--;
        }
        return (bucket + 1L) * bucketTicks;
    }
}
