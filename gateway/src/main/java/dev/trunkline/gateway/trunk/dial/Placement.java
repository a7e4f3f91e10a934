package dev.trunkline.gateway.trunk.dial;

/** What became of a request. */
public sealed interface Placement {

    /** It waits, or is tried already. */
    record Taken(DialView call) implements Placement {}

    /** The same request was made before, and stands for this call. */
    record Repeated(String callId) implements Placement {}

    /**
     * There will be no such call.
     *
     * @param sentence for whoever asked: what, what was expected, what to do; without a number
     */
    record Refused(Reason reason, String sentence) implements Placement {}

    /** Why there will be no such call. */
    enum Reason {
        /** The request contradicts itself or the configuration. */
        MISTAKEN,
        /** The number may not be called. */
        NOT_ALLOWED,
        /** The agent may not call at this hour. */
        OUT_OF_HOURS,
        /** Another request had the same idempotency key. */
        KEY_REUSED,
        /** As many calls wait as may. */
        QUEUE_FULL,
        /** The gateway stops. */
        DRAINING,
        /** The store of idempotency keys cannot be asked. */
        STORE_AWAY
    }
}
