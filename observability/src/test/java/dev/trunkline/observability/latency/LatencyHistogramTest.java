package dev.trunkline.observability.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.util.Base64;
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
    void anythingElse_isRefused() {
        for (String wrong : new String[] {"", "x", "AAAA", "not base64!"}) {
            assertThatThrownBy(() -> LatencyHistogram.decode(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("HdrHistogram");
        }
    }
}
