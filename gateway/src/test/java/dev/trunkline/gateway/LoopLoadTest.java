package dev.trunkline.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LoopLoadTest {
    private static final long MS = 1_000_000;

    private final LoopLoad load = new LoopLoad();

    @Test
    void aLoopThatIsOnTime_hasNoLag() {
        load.due(0);
        load.ran(0);
        load.due(20 * MS);
        assertThat(load.lagNanos(20 * MS)).isZero();
        assertThat(new LoopLoad().lagNanos(1_000 * MS)).isZero();
    }

    @Test
    void lagThatLasts_isKnownWithinASecond_andForgottenAsSoon() {
        for (int tick = 0; tick < 25; tick++) {
            load.ran(80 * MS);
        }
        assertThat(load.lagNanos(0)).isCloseTo(80 * MS, within(MS));
        for (int tick = 0; tick < 25; tick++) {
            load.ran(0);
        }
        assertThat(load.lagNanos(0)).isLessThan(MS);
    }

    @Test
    void oneLatePause_isNoLoad() {
        load.ran(45 * MS);
        assertThat(Duration.ofNanos(load.lagNanos(0)).toMillis()).isBetween(10L, 25L);
    }

    @Test
    void aLoopThatIsStuck_countsTheTicksThatItKeepsFromComing() {
        load.due(0);
        assertThat(load.lagNanos(45 * MS)).isLessThan(25 * MS);
        assertThat(load.lagNanos(400 * MS)).isGreaterThan(380 * MS);
        load.ran(400 * MS);
        load.due(420 * MS);
        assertThat(load.lagNanos(420 * MS)).isGreaterThan(380 * MS);
    }
}
