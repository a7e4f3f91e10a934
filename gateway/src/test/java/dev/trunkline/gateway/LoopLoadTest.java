package dev.trunkline.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
    void lagThatLasts_isKnown_andForgottenAsSoon() {
        for (int tick = 0; tick < 100; tick++) {
            load.ran(80 * MS);
        }
        assertThat(load.lagNanos(0)).isCloseTo(80 * MS, within(MS));
        for (int tick = 0; tick < 100; tick++) {
            load.ran(0);
        }
        assertThat(load.lagNanos(0)).isLessThan(MS);
    }

    @Test
    void oneStall_isNoLoad_howeverItIsSeen() {
        load.due(0);
        assertThat(load.lagNanos(600 * MS)).isEqualTo(30 * MS);
        load.ran(600 * MS);
        assertThat(load.lagNanos(0)).isEqualTo(30 * MS);
    }

    @Test
    void stallAfterStall_isLoad() {
        for (int stall = 0; stall < 10; stall++) {
            load.ran(300 * MS);
        }
        assertThat(load.lagNanos(0)).isGreaterThan(100 * MS);
    }
}
