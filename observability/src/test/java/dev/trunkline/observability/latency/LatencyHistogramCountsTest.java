package dev.trunkline.observability.latency;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LatencyHistogramCountsTest {
    @Test
    void counts_upperEndsBelongToTheirRange_andWhatIsAboveIsLeftOut() {
        LatencyHistogram histogram = new LatencyHistogram();
        for (long us : new long[] {0, 100, 100, 101, 900, 1_500}) {
            histogram.record(us * 1_000);
        }
        assertThat(histogram.counts(100, 101, 500, 1_000)).containsExactly(3, 1, 0, 1);
        assertThat(new LatencyHistogram().counts(1, 2)).containsExactly(0, 0);
    }
}
