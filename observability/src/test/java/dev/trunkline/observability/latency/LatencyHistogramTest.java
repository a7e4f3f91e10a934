package dev.trunkline.observability.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class LatencyHistogramTest {
    @Test
    void figures_keepThreeDigits_whateverTheirSize() {
        for (long us : new long[] {0, 1, 1_999, 20_000, 1_234_567, 59_999_999}) {
            LatencyHistogram one = new LatencyHistogram();
            one.record(us * 1_000);
            assertThat((double) one.quantileUs(0.5))
                    .isCloseTo((double) us, within(us * 0.001 + 0.5));
        }
    }

    @Test
    void moreThanAnHour_isAnHour() {
        LatencyHistogram one = new LatencyHistogram();
        one.record(Long.MAX_VALUE / 2);
        assertThat(one.maxUs()).isBetween(3_600_000_000L, 3_604_000_000L);
    }

    @Test
    void encoded_isReadByHdrHistogram_andByUs() throws Exception {
        LatencyHistogram one = new LatencyHistogram();
        for (int ms = 1; ms <= 1_000; ms++) {
            one.record(ms * 1_000_000L);
        }
        Histogram theirs =
                Histogram.decodeFromCompressedByteBuffer(
                        ByteBuffer.wrap(Base64.getDecoder().decode(one.encode())), 0);
        assertThat(theirs.getTotalCount()).isEqualTo(1_000);
        assertThat(theirs.getValueAtPercentile(50)).isEqualTo(one.quantileUs(0.5));

        LatencyHistogram again = LatencyHistogram.decode(one.encode());
        assertThat(again.count()).isEqualTo(1_000);
        assertThat(again.quantileUs(0.99)).isEqualTo(one.quantileUs(0.99));
    }

    @Test
    void encoded_isWhatHdrHistogramMakesOfTheSameFigures_oneAfterAnother() {
        Random random = new Random(20_261_129);
        for (int size : new int[] {0, 1, 700, 3}) {
            LatencyHistogram one = new LatencyHistogram();
            Histogram theirs = new Histogram(3_600_000_000L, 3);
            for (int i = 0; i < size; i++) {
                long us = 1L << random.nextInt(31);
                one.record(us * 1_000);
                theirs.recordValue(us);
            }
            ByteBuffer buffer = ByteBuffer.allocate(theirs.getNeededByteBufferCapacity());
            int length = theirs.encodeIntoCompressedByteBuffer(buffer);
            assertThat(Base64.getDecoder().decode(one.encode()))
                    .isEqualTo(Arrays.copyOf(buffer.array(), length));
        }
    }

    /** A burst of calls that end filled the heap with the room that encoding took. */
    @Test
    void encoding_allocatesLittleBeyondItsResult() {
        LatencyHistogram one = new LatencyHistogram();
        for (int ms = 1; ms <= 1_000; ms++) {
            one.record(ms * 1_000_000L);
        }
        long resultBytes = one.encode().length(); // and classes are loaded
        ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 50; i++) {
            assertThat(one.encode()).isNotEmpty();
        }
        long each = (threads.getCurrentThreadAllocatedBytes() - before) / 50;
        assertThat(each).isLessThan(6 * resultBytes + 10_000);
    }

    @Test
    void anythingElse_isRefused() {
        for (String wrong : new String[] {"", "x", "AAAA", "not base64!"}) {
            assertThatThrownBy(() -> LatencyHistogram.decode(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("HdrHistogram");
        }
    }
}
