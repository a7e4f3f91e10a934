package dev.trunkline.gateway.trunk;

import java.util.Locale;

/** How a call reached the gateway: the label {@code trunk_kind}. */
public enum TrunkKind {
    /** Bring Your Own Carrier: the caller's carrier hands the call to Twilio over SIP. */
    BYOC,
    /** A number that Twilio itself provides. */
    NATIVE,
    /** A telephone system such as Asterisk, without Twilio. */
    PBX,
    /** Nobody said. */
    UNKNOWN;

    /** As written in labels and in the configuration. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
