package dev.trunkline.gateway.trunk.limit;

import java.time.Duration;

/** Whether a call may go out now. */
public sealed interface Answer {
    /** It may: every limit that was named has been counted for it. */
    record Granted(Lease lease) implements Answer {}

    /**
     * So many calls are on as may be. Asked again too early it says the same.
     *
     * @param scope the first of the demand's that has no room
     */
    record Full(String scope) implements Answer {}

    /**
     * Too soon after the one before.
     *
     * @param scope the one to wait for longest
     * @param retryAfter when it may be free, unless somebody else is faster; more than zero
     */
    record TooFast(String scope, Duration retryAfter) implements Answer {}
}
