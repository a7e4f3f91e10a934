package dev.trunkline.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.DefaultEventLoop;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoopTimersTest {
    private final DefaultEventLoop loop = new DefaultEventLoop();

    @AfterEach
    void stop() {
        var _ = loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    }

    @Test
    void timersAreCounted_untilTheyAreCancelled() throws Exception {
        assertThat(LoopTimers.known(loop)).isTrue();
        assertThat(LoopTimers.of(loop)).isZero();
        List<ScheduledFuture<?>> timers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            timers.add(loop.schedule(() -> {}, 1, TimeUnit.HOURS));
        }
        loop.submit(() -> {}).get(); // what was asked from here is done
        assertThat(LoopTimers.of(loop)).isEqualTo(3);
        timers.getFirst().cancel(false);
        loop.submit(() -> {}).get();
        assertThat(LoopTimers.of(loop)).isEqualTo(2);
    }

    @Test
    void whatHasNoTimers_isNotKnown() {
        assertThat(LoopTimers.known(ImmediateEventExecutor.INSTANCE)).isFalse();
        assertThat(LoopTimers.known(GlobalEventExecutor.INSTANCE)).isTrue();
    }
}
