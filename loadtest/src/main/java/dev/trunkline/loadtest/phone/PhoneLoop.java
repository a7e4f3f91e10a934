package dev.trunkline.loadtest.phone;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What the calls of one event loop share: the timer wheel with its tick on each whole millisecond
 * of the clock (running only while something is armed), scratch arrays, and the sockets to be
 * flushed once the current event is done.
 */
public final class PhoneLoop {
    private static final int SCRATCH_BYTES = 64 * 1024;
    private static final long TICK_NANOS = TimerWheel.SLOT_NANOS;

    final EventLoop eventLoop;
    final LongSupplier nanoTime;
    final TimerWheel wheel;
    final byte[] scratch = new byte[SCRATCH_BYTES];
    private byte[] masked = new byte[1024];
    private final List<StreamSocket> dirty = new ArrayList<>();
    private @Nullable ScheduledFuture<?> tick;

    public PhoneLoop(EventLoop eventLoop, LongSupplier nanoTime) {
        this.eventLoop = eventLoop;
        this.nanoTime = nanoTime;
        long nowNanos = nanoTime.getAsLong();
        wheel = new TimerWheel(nowNanos - Math.floorMod(nowNanos, TICK_NANOS));
    }

    /** The time, in nanoseconds of the clock of all reports. */
    public long now() {
        return nanoTime.getAsLong();
    }

    /** Runs something for a call on its loop, and flushes what it wrote. */
    public void run(Runnable task) {
        eventLoop.execute(() -> {
            task.run();
            settle();
        });
    }

    /** To be called at the end of every event: flushes, and starts or stops the tick. */
    public void settle() {
        for (int i = 0; i < dirty.size(); i++) {
            dirty.get(i).flush();
        }
        dirty.clear();
        if (wheel.armed() > 0 && tick == null) {
            long firstNanos = TICK_NANOS - Math.floorMod(now(), TICK_NANOS);
            tick =
                    eventLoop.scheduleAtFixedRate(
                            this::tick, firstNanos, TICK_NANOS, TimeUnit.NANOSECONDS);
        } else if (wheel.armed() == 0 && tick != null) {
            tick.cancel(false);
            tick = null;
        }
    }

    void flushLater(StreamSocket socket) {
        dirty.add(socket);
    }

    byte[] masked(int bytes) {
        if (masked.length < bytes) {
            masked = new byte[bytes * 2];
        }
        return masked;
    }

    private void tick() {
        try {
            wheel.advance(now());
        } catch (
                RuntimeException
                        e) { // a periodic task that throws is never run again: all calls would
            // stand still
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        }
        settle();
    }
}
