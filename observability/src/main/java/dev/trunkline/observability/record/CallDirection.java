package dev.trunkline.observability.record;

import java.util.Locale;

/** Who called. */
public enum CallDirection {
    INBOUND,
    OUTBOUND;

    /** As records and the API carry it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
