package dev.trunkline.observability.compare;

import java.util.Locale;

/** How the calls came to their arms: it decides what a difference can be blamed on. */
public enum Design {
    /** A trunk was drawn for each call: a difference is the trunks' own, within its interval. */
    RANDOMISED,
    /**
     * Calls came or went by a trunk for reasons of their own: a difference may have other causes.
     */
    OBSERVATIONAL;

    /** As the API and the report carry it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
