package dev.trunkline.gateway.pbx.rtp;

/**
 * Bounds what one source may send: far more than any voice does, after a stall all that was held
 * up, and no more (the generic cell rate algorithm). Not thread-safe.
 */
final class FloodGuard {
    /** 500 packets a second. */
    private static final long INTERVAL_NANOS = 2_000_000L;

    /** 250 packets at once. */
    private static final long BURST_NANOS = 500_000_000L;

    private long theoreticalNanos;
    private boolean started;

    boolean admit(long nowNanos) {
        if (!started || theoreticalNanos - nowNanos < 0) {
            theoreticalNanos = nowNanos;
            started = true;
        }
        if (theoreticalNanos - nowNanos >= BURST_NANOS) {
            return false;
        }
        theoreticalNanos += INTERVAL_NANOS;
        return true;
    }
}
