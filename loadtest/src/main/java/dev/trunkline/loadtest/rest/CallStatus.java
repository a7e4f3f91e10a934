package dev.trunkline.loadtest.rest;

import java.util.Locale;

/** Where a call is. */
public enum CallStatus {
    QUEUED,
    INITIATED,
    RINGING,
    IN_PROGRESS,
    COMPLETED,
    BUSY,
    FAILED,
    NO_ANSWER,
    CANCELED;

    private final String wire = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** As the API and callbacks spell it. */
    public String wire() {
        return wire;
    }

    /** Whether nothing more becomes of it. */
    public boolean over() {
        return compareTo(COMPLETED) >= 0;
    }
}
