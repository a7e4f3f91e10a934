package dev.trunkline.observability.record;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Stands still until told to go on; pauses between attempts take no time and are counted. */
final class TestClock implements WriterClock {
    private final AtomicReference<Instant> now =
            new AtomicReference<>(Instant.parse("2026-03-02T12:00:00Z"));
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger failedAttempts = new AtomicInteger();

    @Override
    public Instant now() {
        return now.get();
    }

    @Override
    public long nanos() {
        return nanos.get();
    }

    @Override
    public void backOff(Duration pause, BooleanSupplier cutShort) {
        failedAttempts.incrementAndGet();
        LockSupport.parkNanos(this, 1_000_000); // not at full speed: others need the processor
    }

    void advance(Duration by) {
        nanos.addAndGet(by.toNanos());
        leap(by);
    }

    /** Sets the wall clock, and nothing else. */
    void leap(Duration by) {
        now.updateAndGet(instant -> instant.plus(by));
    }

    int failedAttempts() {
        return failedAttempts.get();
    }

    /** Waits for some more attempts to fail: an outage as long as the test says. */
    void awaitFailedAttempts(int more) {
        int enough = failedAttempts() + more;
        Eventually.eventually(more + " more attempts failed", () -> failedAttempts() >= enough);
    }
}
