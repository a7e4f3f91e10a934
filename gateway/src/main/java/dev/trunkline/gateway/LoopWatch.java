package dev.trunkline.gateway;

import dev.trunkline.observability.metrics.CallCounter;
import dev.trunkline.observability.metrics.CallMeters;
import dev.trunkline.observability.metrics.GatewayMeters;
import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Times how late an event loop runs a timer, every 20 ms: a loop that is late by a frame makes
 * every call on it late. Confined to its loop.
 */
final class LoopWatch {
    private static final long TICK_NANOS = 20_000_000L;

    private final EventLoop loop;
    private final GatewayMeters meters;
    private final CallMeters unclaimed;
    private final LoopLoad load;
    private final LongSupplier nanoTime;
    private long dueNanos;

    LoopWatch(
            EventLoop loop,
            GatewayMeters meters,
            CallMeters unclaimed,
            LoopLoad load,
            LongSupplier nanoTime) {
        this.loop = loop;
        this.meters = meters;
        this.unclaimed = unclaimed;
        this.load = load;
        this.nanoTime = nanoTime;
    }

    /** Begins; ends with the loop. */
    void start() {
        next();
    }

    private void next() {
        dueNanos = nanoTime.getAsLong() + TICK_NANOS;
        load.due(dueNanos);
        var _ = loop.schedule(this::tick, TICK_NANOS, TimeUnit.NANOSECONDS);
    }

    private void tick() {
        long lateNanos = nanoTime.getAsLong() - dueNanos;
        meters.loopLag(lateNanos);
        load.ran(Math.max(0, lateNanos));
        if (lateNanos >= TICK_NANOS) {
            unclaimed.count(CallCounter.LATE_TICKS);
        }
        next();
    }
}
