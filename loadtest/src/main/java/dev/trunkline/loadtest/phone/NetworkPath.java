package dev.trunkline.loadtest.phone;

import java.util.SplittableRandom;

/**
 * One direction of the network between the far edge and the gateway: a constant delay and jitter,
 * uniform from 0 to {@code jitterMs}, or known: every other message is {@code everyOtherMs} later.
 * Order is kept, as TCP keeps it.
 */
public record NetworkPath(long delayMs, long jitterMs, long everyOtherMs, long seed) {
    /** No delay at all. */
    public static final NetworkPath NONE = new NetworkPath(0, 0, 0);

    public NetworkPath {
        if (delayMs < 0 || jitterMs < 0 || everyOtherMs < 0) {
            throw new IllegalArgumentException(
                    "delayMs="
                            + delayMs
                            + " jitterMs="
                            + jitterMs
                            + " everyOtherMs="
                            + everyOtherMs
                            + ": expected 0 or more milliseconds each");
        }
    }

    public NetworkPath(long delayMs, long jitterMs, long seed) {
        this(delayMs, jitterMs, 0, seed);
    }

    /** The same delay for every message. */
    public static NetworkPath constant(long delayMs) {
        return new NetworkPath(delayMs, 0, 0);
    }

    /**
     * By turns {@code delayMs} and {@code extraMs} more: frames that are sent evenly arrive with an
     * interarrival jitter (RFC 3550 section 6.4.1) that settles at {@code extraMs}.
     */
    public static NetworkPath alternating(long delayMs, long extraMs) {
        return new NetworkPath(delayMs, 0, extraMs, 0);
    }

    boolean isNone() {
        return delayMs == 0 && jitterMs == 0 && everyOtherMs == 0;
    }

    /** The delays of one call's messages, in their order. */
    SplittableRandom random() {
        return new SplittableRandom(seed);
    }

    /** The delay of message {@code number} of a call. */
    long delayNanos(long number, SplittableRandom random) {
        return (delayMs + (number & 1) * everyOtherMs) * 1_000_000
                + (jitterMs == 0 ? 0 : random.nextLong(jitterMs * 1_000_000 + 1));
    }
}
