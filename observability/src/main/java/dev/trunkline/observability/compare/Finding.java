package dev.trunkline.observability.compare;

import java.util.Locale;

/** What became of one question. */
public enum Finding {
    /** Arm a is the better one, beyond chance and by more than people care about. */
    A_BETTER,
    /** Arm b is. */
    B_BETTER,
    /** No difference that people would care about. */
    SAME,
    /** The data allow for either. */
    NOT_ENOUGH_DATA,
    /** It could not be asked: no rates, for instance. */
    UNKNOWN;

    /** As the API carries it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
