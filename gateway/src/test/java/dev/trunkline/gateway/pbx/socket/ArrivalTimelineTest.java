package dev.trunkline.gateway.pbx.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ArrivalTimelineTest {
    private static final long MS = 1_000_000;

    private final ArrivalTimeline timeline = new ArrivalTimeline();
    private long now = 77 * MS;

    /** A message of 20 ms after so many milliseconds; the gap before it in ms. */
    private long after(double ms) {
        now += (long) (ms * MS);
        return timeline.arrived(20 * MS, now) / MS;
    }

    private void steadily(int messages) {
        for (int i = 0; i < messages; i++) {
            assertThat(after(20)).isZero();
        }
    }

    @Test
    void steadyArrivals_goOnByTheirDuration() {
        steadily(50);
        assertThat(timeline.mediaNanos()).isEqualTo(49 * 20 * MS);
    }

    @Test
    void unevenArrivals_areNoGaps() {
        Random random = new Random(5);
        long last = 0;
        for (int i = 0; i < 10_000; i++) {
            long at = Math.max(last, i * 20L * MS + random.nextInt(10_000_000)); // up to 10 ms late
            assertThat(timeline.arrived(20 * MS, at)).as("message %d", i).isZero();
            last = at;
        }
        assertThat(timeline.jitterNanos()).isBetween(1 * MS, 8 * MS);
    }

    @Test
    void aMissingMessage_isAGapOfItsLength() {
        steadily(100);
        assertThat(after(40)).isEqualTo(20);
        assertThat(timeline.mediaNanos()).isEqualTo(101 * 20 * MS);
        steadily(10);
        assertThat(after(80)).isEqualTo(60);
    }

    @Test
    void aPause_isAGapOfItsLength_inWholeMessages() {
        steadily(100);
        assertThat(after(1_013)).isEqualTo(1_000);
        steadily(100);
    }

    @Test
    void aPauseThatWasADelay_letsTheClockGetAhead_butNotFar() {
        steadily(100);
        assertThat(after(1_020)).isEqualTo(1_000);
        for (int i = 0; i < 50; i++) { // what TCP had kept
            assertThat(after(0)).isZero();
        }
        assertThat(after(220)).as("less than it got ahead by").isZero();
        steadily(100);
        assertThat(after(520)).as("what it was ahead by is taken off").isBetween(280L, 500L);
    }

    @Test
    void aCallersClockThatRunsSlow_isFollowed() {
        for (int i = 0; i < 100_000; i++) {
            assertThat(after(20.004)).isZero(); // 200 ppm, for over half an hour
        }
    }

    @Test
    void packetTimesMayChange() {
        steadily(10);
        now += 30 * MS;
        assertThat(timeline.arrived(30 * MS, now - 10 * MS)).isZero();
        assertThat(timeline.arrived(30 * MS, now + 20 * MS)).isZero();
        assertThat(timeline.mediaNanos()).isEqualTo((10 * 20 + 30) * MS);
    }
}
