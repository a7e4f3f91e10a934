package dev.trunkline.gateway.pbx.ari;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait before the event socket is opened again.
 *
 * @param first after the first failure; doubled after each further one
 * @param longest no pause is longer
 * @param refused after an answer that another try does not better: user or password refused
 */
record Backoff(Duration first, Duration longest, Duration refused) {
    static final Backoff STANDARD =
            new Backoff(Duration.ofMillis(250), Duration.ofSeconds(15), Duration.ofSeconds(60));

    /**
     * Between half the pause that is due and all of it, so that gateways which lost the same
     * Asterisk do not come back together.
     *
     * @param failures in a row, 1 or more
     */
    Duration pause(int failures) {
        long due = first.toNanos() << Math.min(failures - 1, 20);
        return jittered(Math.min(due, longest.toNanos()));
    }

    Duration pauseAfterRefusal() {
        return jittered(refused.toNanos());
    }

    private static Duration jittered(long nanos) {
        return Duration.ofNanos(ThreadLocalRandom.current().nextLong(nanos / 2, nanos + 1));
    }
}
