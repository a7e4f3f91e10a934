package dev.trunkline.loadtest.model;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for a condition of another thread, never longer than allowed. */
final class Deadline {
    private static final long POLL_NANOS = 2_000_000;

    private Deadline() {}

    static void await(
            String what, Duration allowed, BooleanSupplier condition, Supplier<String> seen) {
        long deadlineNanos = System.nanoTime() + allowed.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadlineNanos > 0) {
                throw new AssertionError(
                        "waited " + allowed + " for " + what + " in vain; seen: " + seen.get());
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }
}
