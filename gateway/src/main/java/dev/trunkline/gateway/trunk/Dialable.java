package dev.trunkline.gateway.trunk;

/** Someone who can be called. Prints masked; {@link #dialString} is the whole of it. */
public sealed interface Dialable extends Destination permits PhoneNumber, SipUri {
    /** What a dialler is given: the number with its plus, or the SIP URI. */
    String dialString();
}
