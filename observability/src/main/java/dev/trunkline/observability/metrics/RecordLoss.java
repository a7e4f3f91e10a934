package dev.trunkline.observability.metrics;

import java.util.Locale;

/** Why a call is not in the records: the label {@code reason}. */
public enum RecordLoss {
    /** As many calls as allowed were waiting for the database. */
    QUEUE_FULL,
    /** The database does not take this call, whatever the weather. */
    REFUSED,
    /** A call with the same id was there already; that one stays. */
    DUPLICATE,
    /** Still waiting when the gateway had to stop. */
    STOPPED;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** As in metrics. */
    public String label() {
        return label;
    }
}
