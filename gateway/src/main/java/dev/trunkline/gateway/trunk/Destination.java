package dev.trunkline.gateway.trunk;

import java.util.Optional;

/** Where a call can be sent. Prints masked; {@link #dialString} is the whole of it. */
public sealed interface Destination permits PhoneNumber, SipUri {
    /** What a dialler is given: the number with its plus, or the SIP URI. */
    String dialString();

    /** A phone number or SIP URI from {@code written}; empty if it is neither. */
    static Optional<Destination> parse(String written) {
        String text = written.strip();
        if (PhoneNumber.isValid(text)) {
            return Optional.of(new PhoneNumber(text));
        }
        return SipUri.isValid(text) ? Optional.of(new SipUri(text)) : Optional.empty();
    }
}
