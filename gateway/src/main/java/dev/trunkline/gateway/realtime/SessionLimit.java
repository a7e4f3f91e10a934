package dev.trunkline.gateway.realtime;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * When the model ends a session by itself: as it says ({@code expires_at} of {@code
 * session.created}), or as is configured. Confined to the session's event loop.
 */
final class SessionLimit {
    /** What lies further away was read against a clock that differs from ours. */
    private static final Duration MOST = Duration.ofDays(1);

    private final InstantSource wallClock;
    private long nanos;

    SessionLimit(long openedNanos, Duration configured, InstantSource wallClock) {
        this.wallClock = wallClock;
        nanos = openedNanos + configured.toNanos();
    }

    /**
     * The model says it.
     *
     * @param expiresAt seconds of the epoch; 0 if it does not say after all
     */
    void announced(long expiresAt, long nowNanos) {
        Instant now = wallClock.instant();
        long leftMs = expiresAt * 1_000 - now.toEpochMilli();
        if (expiresAt > 0 && leftMs > 0 && leftMs <= MOST.toMillis()) {
            nanos = nowNanos + leftMs * 1_000_000;
        }
    }

    /** On the clock of {@code CallClock.nanos}. */
    long nanos() {
        return nanos;
    }
}
