package dev.trunkline.gateway.trunk.limit;

import io.vertx.core.Future;

/**
 * How many calls at once and how fast, over all gateways that share it. Thread-safe; futures
 * complete on the caller's context.
 */
public interface CallSlots {
    /**
     * All of what a call needs, or nothing.
     *
     * @return which; fails with {@link LimitsUnavailableException} if the store cannot be asked: no
     *     slot is held then, and the call must wait
     */
    Future<Answer> take(Demand demand);

    /**
     * Gives the slot back; again has no effect. Neither blocks nor fails: it is tried until the
     * store takes it, else the lease expires.
     */
    void release(Lease lease);

    /** Gives back whatever is held, as far as the store can be reached, and lets go of it. */
    Future<Void> close();
}
