package dev.trunkline.observability.metrics;

import java.util.Locale;

/** What a call came over: the label {@code trunk_kind}. */
public enum TrunkKind {
    /** The customer's own carrier, through its session border controller. */
    BYOC,
    /** A number and carrier of Twilio's own. */
    NATIVE,
    /** A PBX that sends the media itself. */
    PBX,
    /** A SIP server that Twilio calls by its address: a session border controller, a PBX. */
    SIP,
    UNKNOWN;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** As in metrics and in the configuration. */
    public String label() {
        return label;
    }
}
