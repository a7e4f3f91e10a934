package dev.trunkline.gateway.twilio.rest;

import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * What came back, unread.
 *
 * @param contentType empty if there is none
 * @param retryAfter the header of that name
 * @param body null if it was longer than is read
 */
record RestAnswer(
        int status, String contentType, @Nullable String retryAfter, @Nullable Buffer body) {

    @Override
    public String toString() {
        return "RestAnswer[" + status + ']'; // the body has numbers in it
    }
}
