package dev.trunkline.observability.record;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * What the writer's thread knows of time. Waits by parking: to unpark the thread is to wake it. An
 * interrupt would close an embedded file.
 */
interface WriterClock {
    /** The machine's. */
    WriterClock SYSTEM =
            new WriterClock() {
                @Override
                public Instant now() {
                    return Instant.now();
                }

                @Override
                public long nanos() {
                    return System.nanoTime();
                }

                @Override
                public void backOff(Duration pause, BooleanSupplier cutShort) {
                    long begin = System.nanoTime();
                    long left = pause.toNanos();
                    // A call that comes in wakes the thread too: no reason to try sooner.
                    while (left > 0 && !cutShort.getAsBoolean()) {
                        LockSupport.parkNanos(this, left);
                        left = pause.toNanos() - (System.nanoTime() - begin);
                    }
                }
            };

    /** Wall clock: may leap. */
    Instant now();

    /** Monotonic. */
    long nanos();

    /** Waits for something to do, at most so long. */
    default void awaitWork(Duration atMost) {
        LockSupport.parkNanos(this, atMost.toNanos());
    }

    /** Waits until the database is worth another attempt, or for {@code cutShort} to hold. */
    void backOff(Duration pause, BooleanSupplier cutShort);
}
