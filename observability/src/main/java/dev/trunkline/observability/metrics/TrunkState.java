package dev.trunkline.observability.metrics;

import java.util.Locale;

/** Whether calls out may go over a trunk: the label {@code state}. */
public enum TrunkState {
    CLOSED,
    /** It kept failing: nothing goes over it for a while. */
    OPEN,
    /** One call at a time finds out whether it works again. */
    HALF_OPEN,
    /** By the configuration. */
    DISABLED;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** As in metrics and in the API. */
    public String label() {
        return label;
    }
}
