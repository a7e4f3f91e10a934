package dev.trunkline.observability.latency;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;
import org.HdrHistogram.PackedHistogram;

/**
 * One latency of one call, in microseconds with three significant digits: a figure is exact below 2
 * ms and within 0.1 % above. Confined to the call's event loop while the call runs.
 */
public final class LatencyHistogram {
    private static final int SIGNIFICANT_DIGITS = 3;
    private static final long NANOS_PER_US = 1_000;
    private static final long MOST_US = 3_600_000_000L;

    private static final Encoder ENCODER = new Encoder();

    private final PackedHistogram histogram;

    public LatencyHistogram() {
        this(new PackedHistogram(MOST_US, SIGNIFICANT_DIGITS));
    }

    private LatencyHistogram(PackedHistogram histogram) {
        this.histogram = histogram;
    }

    /**
     * Counts one figure in; above an hour it counts as one.
     *
     * @param nanos 0 or more
     */
    public void record(long nanos) {
        histogram.recordValue(Math.min((nanos + NANOS_PER_US / 2) / NANOS_PER_US, MOST_US));
    }

    /** One of its own with the same figures. */
    public LatencyHistogram copy() {
        return new LatencyHistogram(histogram.copy());
    }

    public long count() {
        return histogram.getTotalCount();
    }

    /**
     * Microseconds that a share of all figures does not exceed.
     *
     * @param share from 0 to 1
     */
    public long quantileUs(double share) {
        return histogram.getValueAtPercentile(share * 100);
    }

    public long maxUs() {
        return histogram.getMaxValue();
    }

    /**
     * How many figures fall into each of some ranges.
     *
     * @param upperUs upper ends of the ranges, rising, each of which belongs to its range; what is
     *     above the last one is not counted
     */
    public long[] counts(double... upperUs) {
        long[] counts = new long[upperUs.length];
        int range = 0;
        for (HistogramIterationValue value : histogram.recordedValues()) {
            while (range < upperUs.length && value.getValueIteratedTo() > upperUs[range]) {
                range++;
            }
            if (range < upperUs.length) {
                counts[range] += value.getCountAtValueIteratedTo();
            }
        }
        return counts;
    }

    /** As HdrHistogram's tools read it: its compressed V2 encoding in base64. */
    public String encode() {
        return ENCODER.encode(histogram);
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @throws IllegalArgumentException if it is anything else
     */
    public static LatencyHistogram decode(String encoded) {
        try {
            return new LatencyHistogram(
                    PackedHistogram.decodeFromCompressedByteBuffer(
                            ByteBuffer.wrap(Base64.getDecoder().decode(encoded)), MOST_US));
        } catch (DataFormatException | RuntimeException wrong) {
            throw new IllegalArgumentException("not a compressed HdrHistogram in base64", wrong);
        }
    }

    /**
     * Half a megabyte of room to encode in, made once: HdrHistogram makes it anew for each
     * histogram, which came to 6 MB for every call that ended.
     */
    private static final class Encoder {
        private final Histogram room = new Histogram(MOST_US, SIGNIFICANT_DIGITS);
        private final ByteBuffer buffer = ByteBuffer.allocate(room.getNeededByteBufferCapacity());

        synchronized String encode(PackedHistogram histogram) {
            room.reset();
            for (HistogramIterationValue value : histogram.recordedValues()) {
                room.recordValueWithCount(
                        value.getValueIteratedTo(), value.getCountAtValueIteratedTo());
            }
            buffer.clear();
            int length = room.encodeIntoCompressedByteBuffer(buffer);
            return Base64.getEncoder().encodeToString(Arrays.copyOf(buffer.array(), length));
        }
    }
}
