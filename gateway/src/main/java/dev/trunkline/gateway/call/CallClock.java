package dev.trunkline.gateway.call;

import org.jspecify.annotations.Nullable;

/**
 * The one clock and timer of a call. Monotonic; tests move it by hand. Confined to the call's event
 * loop: tasks run there.
 */
public interface CallClock {
    /** Monotonic nanoseconds; only differences mean anything. */
    long nanos();

    /** Runs {@code task} once, {@code delayNanos} from now (0 or less: as soon as possible). */
    Timer schedule(long delayNanos, Runnable task);

    /** Runs {@code task} every {@code periodNanos} until it is cancelled. */
    default Timer every(long periodNanos, Runnable task) {
        return new Repeating(this, periodNanos, task);
    }

    /** A task that has not run yet. */
    interface Timer {
        /** Harmless after the task ran, and twice. */
        void cancel();
    }

    /** One timer after another. */
    final class Repeating implements Timer {
        private final CallClock clock;
        private final long periodNanos;
        private final Runnable task;
        private @Nullable Timer next;

        private Repeating(CallClock clock, long periodNanos, Runnable task) {
            this.clock = clock;
            this.periodNanos = periodNanos;
            this.task = task;
            next = clock.schedule(periodNanos, this::run);
        }

        private void run() {
            next = clock.schedule(periodNanos, this::run);
            task.run();
        }

        @Override
        public void cancel() {
            if (next != null) {
                next.cancel();
                next = null;
            }
        }
    }
}
