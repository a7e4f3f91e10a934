package dev.trunkline.loadtest.rest;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A text message that was taken.
 *
 * @param from the sender; null if a messaging service was to pick one
 * @param messagingServiceSid that service; null if a sender was named
 * @param atNanos when it was taken, monotonic
 * @param at the same on the wall
 */
public record SentText(
        String sid,
        @Nullable String from,
        @Nullable String messagingServiceSid,
        String to,
        String body,
        long atNanos,
        Instant at) {}
