package dev.trunkline.gateway.trunk;

import java.util.Optional;

/** Where a call can be sent: to someone who is called, or to where people take waiting calls. */
public sealed interface Destination permits Dialable, CallQueue, TaskWorkflow {

    /** What is {@code written}, in the form of one of the four kinds; empty if it is none. */
    static Optional<Destination> parse(String written) {
        String text = written.strip();
        if (PhoneNumber.isValid(text)) {
            return Optional.of(new PhoneNumber(text));
        }
        if (SipUri.isValid(text)) {
            return Optional.of(new SipUri(text));
        }
        return CallQueue.parse(text)
                .<Destination>map(queue -> queue)
                .or(() -> TaskWorkflow.parse(text));
    }
}
