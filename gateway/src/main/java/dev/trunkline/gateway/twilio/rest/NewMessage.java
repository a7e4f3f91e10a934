package dev.trunkline.gateway.twilio.rest;

import dev.trunkline.gateway.trunk.PhoneNumber;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * A text message to be sent (Message resource, "Create a Message resource"). Prints neither numbers
 * nor text.
 *
 * @param from our number; null if {@code messagingServiceSid} sends
 * @param messagingServiceSid {@code MG…}, which picks a number; null if {@code from} sends
 * @param statusCallback told what becomes of the message; no underscore in its host; null: nobody
 */
public record NewMessage(
        PhoneNumber to,
        @Nullable PhoneNumber from,
        @Nullable String messagingServiceSid,
        String body,
        @Nullable URI statusCallback) {

    Form form() {
        return new Form()
                .add("To", to.e164())
                .add("From", from == null ? null : from.e164())
                .add("MessagingServiceSid", messagingServiceSid)
                .add("Body", body)
                .add("StatusCallback", statusCallback);
    }

    @Override
    public String toString() {
        return "NewMessage[to=" + to + ", " + body.length() + " characters]";
    }
}
