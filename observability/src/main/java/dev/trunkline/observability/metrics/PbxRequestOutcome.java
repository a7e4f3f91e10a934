package dev.trunkline.observability.metrics;

import java.util.Locale;

/** How a request to an Asterisk's ARI ended: the label {@code outcome}. */
public enum PbxRequestOutcome {
    OK,
    /** The channel or bridge is gone, or in another state by now: expected when callers hang up. */
    GONE,
    /** User or password refused. */
    UNAUTHORIZED,
    /** Any other answer that is no success. */
    REFUSED,
    TIMED_OUT,
    /** No connection, or one that broke off. */
    UNREACHABLE;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** As in metrics. */
    public String label() {
        return label;
    }
}
