package dev.trunkline.gateway;

import dev.trunkline.gateway.config.LimitsConfig;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether another call would harm those that are there: event loops that run late make every call
 * on them late, and a heap that stays full makes all wait. Refuses above a limit and takes calls
 * again below half of it, so that it does not waver. Any thread.
 */
final class LoadGauge implements BooleanSupplier {
    private static final Logger LOG = LoggerFactory.getLogger(LoadGauge.class);

    private final LongSupplier nanoTime;
    private final long mostLagNanos;
    private final double mostHeap;
    private final List<LoopLoad> loops = new CopyOnWriteArrayList<>();
    private final List<MemoryPoolMXBean> heap;
    private final AtomicBoolean refusing = new AtomicBoolean();

    LoadGauge(LimitsConfig limits, LongSupplier nanoTime) {
        this(
                limits,
                nanoTime,
                ManagementFactory.getMemoryPoolMXBeans().stream()
                        .filter(pool -> pool.getType() == MemoryType.HEAP)
                        .toList());
    }

    LoadGauge(LimitsConfig limits, LongSupplier nanoTime, List<MemoryPoolMXBean> heap) {
        this.nanoTime = nanoTime;
        mostLagNanos = limits.maxLoopLag().toNanos();
        mostHeap = limits.maxHeapPercent() / 100.0;
        this.heap = heap;
    }

    /** Counts a loop in; whoever times it tells what is returned. */
    LoopLoad loop() {
        LoopLoad load = new LoopLoad();
        loops.add(load);
        return load;
    }

    @Override
    public boolean getAsBoolean() {
        long lag = mostLagNanos == 0 ? 0 : lagNanos(nanoTime.getAsLong());
        boolean was = refusing.get();
        boolean late = lag > (was ? mostLagNanos / 2 : mostLagNanos);
        boolean full = mostHeap < 1 && heapShare() > mostHeap;
        boolean is = late || full;
        if (is != was && refusing.compareAndSet(was, is)) {
            if (is) {
                LOG.atWarn()
                        .setMessage("gateway.overloaded")
                        .addKeyValue("cause", full ? "heap" : "loop_lag")
                        .addKeyValue("loopLagMs", lag / 1_000_000)
                        .log();
            } else {
                LOG.atInfo().setMessage("gateway.overload_over").log();
            }
        }
        return is;
    }

    /** Of the loop that is latest, on average of its last ticks. */
    long lagNanos(long nowNanos) {
        long most = 0;
        for (LoopLoad loop : loops) {
            most = Math.max(most, loop.lagNanos(nowNanos));
        }
        return most;
    }

    /** What the last collection left in use, of the pool that is fullest. */
    private double heapShare() {
        double most = 0;
        for (MemoryPoolMXBean pool : heap) {
            MemoryUsage kept = pool.getCollectionUsage();
            // A small pool for survivors is full after many a collection, and nothing is wrong.
            if (kept != null && kept.getMax() >= Runtime.getRuntime().maxMemory() / 2) {
                most = Math.max(most, (double) kept.getUsed() / kept.getMax());
            }
        }
        return most;
    }
}
