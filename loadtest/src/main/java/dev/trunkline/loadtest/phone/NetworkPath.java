package dev.trunkline.loadtest.phone;

import java.util.SplittableRandom;

/**
 * One direction of the network between the far edge and the gateway: a constant delay and jitter,
 * uniform from 0 to {@code jitterMs}; order is kept, as TCP keeps it.
 */
public record NetworkPath(long delayMs, long jitterMs, long seed) {
    /** No delay at all. */
    public static final NetworkPath NONE = new NetworkPath(0, 0, 0);

    public NetworkPath {
        if (delayMs < 0 || jitterMs < 0) {
            throw new IllegalArgumentException(
                    "delayMs="
                            + delayMs
                            + " jitterMs="
                            + jitterMs
                            + ": expected 0 or more milliseconds each");
        }
    }

    boolean isNone() {
        return delayMs == 0 && jitterMs == 0;
    }

    /** The delays of one call's messages, in their order. */
    SplittableRandom random() {
        return new SplittableRandom(seed);
    }

    long delayNanos(SplittableRandom random) {
        return delayMs * 1_000_000
                + (jitterMs == 0 ? 0 : random.nextLong(jitterMs * 1_000_000 + 1));
    }
}
