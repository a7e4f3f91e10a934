package dev.trunkline.gateway.call;

import dev.trunkline.gateway.trunk.PhoneNumber;
import io.vertx.core.Future;
import java.util.Optional;

/** Sends text messages (SMS). Safe to call from any thread. */
public interface TextMessages {
    /** What a message may have at most, in UTF-16 units; longer ones are refused unsent. */
    int LONGEST_BODY = 1_600;

    /**
     * Sends one message. Sent means taken by the carrier, not yet delivered.
     *
     * @param from one of our numbers that can send; empty: the carrier picks one, if it was told
     *     which it may
     * @param body 1 to {@value #LONGEST_BODY} characters; the carrier cuts it into segments
     * @return the message's id at the carrier; or a {@link CarrierApiException}, whose failure says
     *     whether the message may have gone out nonetheless. Completes on the caller's context
     */
    Future<String> send(Optional<PhoneNumber> from, PhoneNumber to, String body);
}
