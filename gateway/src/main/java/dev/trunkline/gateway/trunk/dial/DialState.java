package dev.trunkline.gateway.trunk.dial;

import java.util.Locale;

/** Where a call out is. */
public enum DialState {
    /** For its turn. */
    WAITING,
    /** The carrier is asked, or dials. */
    DIALLING,
    RINGING,
    ANSWERED,
    OVER;

    /** As the API carries it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
