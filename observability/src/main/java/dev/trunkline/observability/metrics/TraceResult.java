package dev.trunkline.observability.metrics;

import java.util.Locale;

/** What came of a call or a tool that was to be sent as a trace: the label {@code result}. */
public enum TraceResult {
    /** The collector has it. */
    SENT,
    /** The collector did not take it, or could not be reached. */
    FAILED,
    /** As many as allowed were waiting, or the gateway had to stop. */
    DROPPED;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** As in metrics. */
    public String label() {
        return label;
    }
}
