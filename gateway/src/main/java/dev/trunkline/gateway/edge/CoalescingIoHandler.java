package dev.trunkline.gateway.edge;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Lets frames come in together once an event loop is busy: looks at its sockets at most every so
 * often, the busier the rarer, as a network card does that coalesces its interrupts. A wake-up and
 * a call into the kernel for each single frame are much of what a full loop pays, on both ends of
 * the socket; a loop with time to spare is woken by each, as ever. Begins no rest while tasks wait,
 * and rests not into the next timer; a task that comes meanwhile waits for the rest's end. Nothing
 * is allocated.
 */
final class CoalescingIoHandler implements IoHandler {
    /** Share of a core from which on it rests, and the one from which on it rests longest. */
    static final double BUSY = 0.35;

    static final double FULL = 0.75;

    /** Below that a rest costs more than it saves. */
    static final long SHORTEST_NANOS = 50_000;

    /** Asking for a thread's CPU time is a system call. */
    static final long SAMPLE_NANOS = 100_000_000;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final IoHandler sockets;
    private final LongSupplier nanoTime;
    private final LongSupplier cpuNanos;
    private final LongConsumer rest;
    private final long longestNanos;
    private long sampledNanos;
    private long sampledCpuNanos;
    private long intervalNanos;
    private long lookedNanos;

    /**
     * Prepares one.
     *
     * @param longest what a full loop rests between two looks
     * @param cpuNanos of the thread that asks
     * @param rest has the thread that asks rest for so many nanoseconds
     */
    CoalescingIoHandler(
            IoHandler sockets,
            Duration longest,
            LongSupplier nanoTime,
            LongSupplier cpuNanos,
            LongConsumer rest) {
        this.sockets = sockets;
        this.nanoTime = nanoTime;
        this.cpuNanos = cpuNanos;
        this.rest = rest;
        longestNanos = longest.toNanos();
    }

    /** {@code sockets} if there is nothing to coalesce, else handlers of them that do. */
    static IoHandlerFactory over(IoHandlerFactory sockets, Duration longest) {
        return longest.isZero() ? sockets : new Factory(sockets, longest);
    }

    private record Factory(IoHandlerFactory sockets, Duration longest) implements IoHandlerFactory {
        @Override
        public IoHandler newHandler(ThreadAwareExecutor loop) {
            return new CoalescingIoHandler(
                    sockets.newHandler(loop),
                    longest,
                    System::nanoTime,
                    THREADS::getCurrentThreadCpuTime,
                    LockSupport::parkNanos);
        }

        @Override
        public boolean isChangingThreadSupported() {
            return sockets.isChangingThreadSupported();
        }
    }

    @Override
    public int run(IoHandlerContext context) {
        long nowNanos = nanoTime.getAsLong();
        if (nowNanos - sampledNanos >= SAMPLE_NANOS) {
            sample(nowNanos);
        }
        if (intervalNanos > 0 && context.canBlock()) {
            long restNanos = intervalNanos - (nowNanos - lookedNanos);
            if (context.deadlineNanos() != -1) { // a timer is set
                restNanos = Math.min(restNanos, context.delayNanos(nowNanos));
            }
            if (restNanos >= SHORTEST_NANOS) {
                rest.accept(restNanos);
                nowNanos = nanoTime.getAsLong();
            }
        }
        lookedNanos = nowNanos;
        return sockets.run(context);
    }

    private void sample(long nowNanos) {
        long usedNanos = cpuNanos.getAsLong();
        double busy = (double) (usedNanos - sampledCpuNanos) / (nowNanos - sampledNanos);
        sampledNanos = nowNanos;
        sampledCpuNanos = usedNanos;
        intervalNanos = (long) (longestNanos * Math.clamp((busy - BUSY) / (FULL - BUSY), 0.0, 1.0));
    }

    @Override
    public void initialize() {
        sampledNanos = nanoTime.getAsLong();
        sampledCpuNanos = cpuNanos.getAsLong();
        sockets.initialize();
    }

    @Override
    public void prepareToDestroy() {
        sockets.prepareToDestroy();
    }

    @Override
    public void destroy() {
        sockets.destroy();
    }

    @Override
    public IoRegistration register(IoHandle handle) throws Exception {
        return sockets.register(handle);
    }

    @Override
    public void wakeup() {
        sockets.wakeup();
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> handleType) {
        return sockets.isCompatible(handleType);
    }
}
