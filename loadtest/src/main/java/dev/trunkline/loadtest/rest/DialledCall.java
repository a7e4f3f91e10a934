package dev.trunkline.loadtest.rest;

import org.jspecify.annotations.Nullable;

/**
 * A call that is being answered: what the one who answers can know of it, and what a simulation may
 * want to.
 *
 * @param parentCallSid whose document dialled it; null if the API placed it
 * @param byocTrunkSid the trunk it came over; null if it is none of one's own
 * @param machine whether it is a machine that answers
 */
public record DialledCall(
        String callSid,
        @Nullable String parentCallSid,
        String to,
        String from,
        @Nullable String byocTrunkSid,
        boolean machine) {}
