package dev.trunkline.loadtest.model;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Delayed steps of one connection; none outlives it. Confined to the event loop. */
final class Timers {
    private final EventExecutor eventLoop;
    private final Runnable afterEach;
    private final Set<Step> pending = new HashSet<>();
    private boolean closed;

    /** {@code afterEach} runs after every step: the flush. */
    Timers(EventExecutor eventLoop, Runnable afterEach) {
        this.eventLoop = eventLoop;
        this.afterEach = afterEach;
    }

    /** One delayed step, cancelled or run at most once. */
    final class Step implements Runnable {
        private final Runnable action;
        private boolean done;

        private Step(Runnable action) {
            this.action = action;
        }

        @Override
        public void run() {
            if (done) {
                return;
            }
            done = true;
            pending.remove(this);
            action.run();
            afterEach.run();
        }

        void cancel() {
            done = true;
            pending.remove(this);
            if (future != null) {
                future.cancel(false);
            }
        }

        private @org.jspecify.annotations.Nullable Future<?> future;
    }

    Step after(long delayMs, Runnable action) {
        return afterNanos(Math.max(0, delayMs) * 1_000_000, action);
    }

    Step afterNanos(long delayNanos, Runnable action) {
        Step step = new Step(action);
        if (closed) {
            step.done = true;
            return step;
        }
        pending.add(step);
        step.future = eventLoop.schedule(step, delayNanos, TimeUnit.NANOSECONDS);
        return step;
    }

    int pending() {
        return pending.size();
    }

    void close() {
        closed = true;
        Set.copyOf(pending).forEach(Step::cancel);
    }
}
