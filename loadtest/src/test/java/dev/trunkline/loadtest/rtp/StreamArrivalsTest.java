package dev.trunkline.loadtest.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.codecs.fixtures.Allocation;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class StreamArrivalsTest {
    private static final long MS = 1_000_000;
    private static final int OPUS_HZ = 48_000;
    private static final int OPUS_FRAME = 960;

    private final Histogram deviation = StreamArrivals.histogram();
    private final StreamArrivals arrivals = new StreamArrivals(OPUS_HZ, deviation);

    private void packet(int number, long atMs) {
        arrivals.arrived(
                65_530 + number & 0xFFFF,
                0xFFFF_F000L + (long) number * OPUS_FRAME & 0xFFFF_FFFFL,
                atMs * MS);
    }

    @Test
    void anEvenStream_acrossBothWraps_deviatesByNothing() {
        for (int number = 0; number < 500; number++) {
            packet(number, 1_000 + number * 20L);
        }
        assertThat(arrivals.counts()).isEqualTo(new StreamArrivals.Counts(500, 0, 0, 0, 0, 0));
        assertThat(deviation.getMaxValue()).isZero();
        assertThat(arrivals.driftNanos()).isZero();
    }

    @Test
    void aFrameThatIsLateByMoreThanAFrame_countsOnce() {
        packet(0, 0);
        packet(1, 41); // 21 ms late
        packet(2, 42); // in a burst behind it
        packet(3, 60);
        packet(4, 99); // 19 ms late

        assertThat(arrivals.counts().late()).isEqualTo(1);
        assertThat(deviation.getMaxValue()).isBetween(20_900_000L, 21_100_000L);
    }

    @Test
    void silenceThatWasNotSent_isNoLateness() {
        packet(0, 0);
        arrivals.arrived(65_531, 0xFFFF_F000L + 100L * OPUS_FRAME & 0xFFFF_FFFFL, 2_000 * MS);

        assertThat(arrivals.counts()).isEqualTo(new StreamArrivals.Counts(2, 0, 0, 0, 0, 0));
        assertThat(deviation.getMaxValue()).isZero();
    }

    @Test
    void lossesAreGapsThatStay_overtakingAndDuplicatesAreNone() {
        packet(0, 0);
        packet(1, 20);
        packet(4, 80);
        packet(3, 81);
        packet(3, 82);
        packet(4, 83);
        packet(5, 100);

        assertThat(arrivals.counts()).isEqualTo(new StreamArrivals.Counts(5, 1, 2, 1, 0, 0));
    }

    @Test
    void aSequenceThatBeginsAnew_isNoLoss() {
        packet(0, 0);
        packet(30_000, 20);
        packet(30_001, 40);

        assertThat(arrivals.counts()).isEqualTo(new StreamArrivals.Counts(3, 0, 0, 0, 0, 1));
    }

    @Test
    void aSenderWhoseClockRunsSlow_drifts() {
        for (int number = 0; number < 50_000; number++) {
            arrivals.arrived(
                    number & 0xFFFF,
                    (long) number * OPUS_FRAME & 0xFFFF_FFFFL,
                    number * 20_001_000L); // 50 ppm
        }
        assertThat(arrivals.driftNanos()).isEqualTo(49_999 * 1_000L);
    }

    @Test
    void packets_allocateNothing() {
        int[] number = {0};
        Runnable next = () -> packet(number[0], number[0]++ * 20L);
        assertThat(Allocation.bytesPerRun(20_000, 10_000, next)).isLessThan(0.1);
    }
}
