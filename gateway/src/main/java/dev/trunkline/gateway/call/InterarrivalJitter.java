package dev.trunkline.gateway.call;

/**
 * Interarrival jitter of media against its own timestamps (RFC 3550 section 6.4.1: a mean deviation
 * with a gain of 1/16). Pure arithmetic; allocates nothing.
 */
final class InterarrivalJitter {
    private static final double GAIN = 1.0 / 16;

    private boolean started;
    private long lastTransitNanos;
    private double jitterNanos;

    void arrived(long timestampMs, long arrivalNanos) {
        long transitNanos = arrivalNanos - timestampMs * 1_000_000L;
        if (started) {
            double deviation = Math.abs((double) (transitNanos - lastTransitNanos));
            jitterNanos += (deviation - jitterNanos) * GAIN;
        }
        started = true;
        lastTransitNanos = transitNanos;
    }

    /** The present estimate. */
    long nanos() {
        return Math.round(jitterNanos);
    }
}
