package dev.trunkline.observability.metrics;

import java.util.Locale;

/** Where a live call stands: the label {@code phase}. */
public enum CallPhase {
    /** The webhook was answered; the media socket has not said start. */
    EXPECTED,
    /** One side is there, the other is not yet, or not any more: model or, in words, leg. */
    CONNECTING,
    /** Both sides are there. */
    TALKING,
    /** The end is decided: the goodbye plays, or the sockets close. */
    ENDING;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** As in metrics. */
    public String label() {
        return label;
    }
}
