package dev.trunkline.observability.record;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Pauses between attempts: each twice the one before, up to a limit, none twice the same. */
final class Backoff {
    private static final long FIRST_MS = 100;
    private static final long LONGEST_MS = 15_000;

    private long nextMs = FIRST_MS;

    /** The pause after one more failure. */
    Duration next() {
        long pauseMs = nextMs;
        nextMs = Math.min(2 * pauseMs, LONGEST_MS);
        // A fifth either way, so that gateways do not all come back at once.
        return Duration.ofMillis(
                pauseMs * 4 / 5 + ThreadLocalRandom.current().nextLong(pauseMs * 2 / 5));
    }

    /** The database answered. */
    void reset() {
        nextMs = FIRST_MS;
    }
}
