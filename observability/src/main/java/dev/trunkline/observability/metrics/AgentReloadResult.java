package dev.trunkline.observability.metrics;

import java.util.Locale;

/** What came of agents that were found changed: the label {@code result}. */
public enum AgentReloadResult {
    /** New calls are given them. */
    LOADED,
    /** They cannot be used: the old ones stay. */
    REFUSED;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** As in metrics. */
    public String label() {
        return label;
    }
}
