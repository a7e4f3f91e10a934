package dev.trunkline.loadtest.rest;

import dev.trunkline.loadtest.phone.PhoneCall;
import org.jspecify.annotations.Nullable;

/**
 * A call that the API placed, or that a document dialled, as it is now.
 *
 * @param parentCallSid whose document dialled it; null if the API placed it
 * @param byocTrunkSid as it was asked for; null if it was not, or was ignored
 * @param sipCode final SIP response; 0 while there is none
 * @param answeredBy as machine detection has it; null if it was not asked for, or is not through
 * @param phone the answered call; null before that
 */
public record PlacedCall(
        String sid,
        @Nullable String parentCallSid,
        String to,
        String from,
        @Nullable String byocTrunkSid,
        CallStatus status,
        int sipCode,
        @Nullable String answeredBy,
        Times times,
        @Nullable PhoneCall phone) {

    /** When it came how far, monotonic; -1 if it did not. */
    public record Times(
            long createdNanos,
            long initiatedNanos,
            long ringingNanos,
            long answeredNanos,
            long overNanos) {}
}
