package dev.trunkline.gateway.call;

import io.netty.channel.EventLoop;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** The running gateway's clock: {@link System#nanoTime} and the timers of one Netty event loop. */
public final class EventLoopClock implements CallClock {
    private final EventLoop loop;

    public EventLoopClock(EventLoop loop) {
        this.loop = loop;
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public Timer schedule(long delayNanos, Runnable task) {
        ScheduledFuture<?> scheduled = loop.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
        return () -> scheduled.cancel(false);
    }
}
