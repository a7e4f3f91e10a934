package dev.trunkline.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.gateway.config.LimitsConfig;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoadGaugeTest {
    private static final long MS = 1_000_000;

    private final LoadGauge gauge =
            new LoadGauge(new LimitsConfig(10, Duration.ofMillis(100), 100), () -> 0, List.of());
    private final LoopLoad idle = gauge.loop();
    private final LoopLoad busy = gauge.loop();

    private void lag(LoopLoad loop, int milliseconds) {
        for (int tick = 0; tick < 300; tick++) {
            loop.ran(milliseconds * MS);
        }
    }

    @Test
    void theLatestLoopCounts() {
        lag(idle, 1);
        lag(busy, 99);
        assertThat(gauge.getAsBoolean()).isFalse();
        lag(busy, 102);
        assertThat(gauge.getAsBoolean()).isTrue();
    }

    @Test
    void onceItRefuses_callsAreTakenBelowHalfTheLimit() {
        lag(busy, 120);
        assertThat(gauge.getAsBoolean()).isTrue();
        lag(busy, 60);
        assertThat(gauge.getAsBoolean()).isTrue();
        lag(busy, 40);
        assertThat(gauge.getAsBoolean()).isFalse();
        lag(busy, 60);
        assertThat(gauge.getAsBoolean()).isFalse();
    }

    @Test
    void withoutALimit_noLagRefuses() {
        LoadGauge never =
                new LoadGauge(new LimitsConfig(10, Duration.ZERO, 100), () -> 0, List.of());
        lag(never.loop(), 5_000);
        assertThat(never.getAsBoolean()).isFalse();
    }

    @Test
    void theHeapOfThisTest_isFarFromFull() {
        LoadGauge heap =
                new LoadGauge(
                        new LimitsConfig(10, Duration.ZERO, 90),
                        () -> 0,
                        ManagementFactory.getMemoryPoolMXBeans());
        System.gc();
        assertThat(heap.getAsBoolean()).isFalse();
    }
}
