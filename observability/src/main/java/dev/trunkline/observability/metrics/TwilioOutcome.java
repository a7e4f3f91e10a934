package dev.trunkline.observability.metrics;

import java.util.Locale;

/** How a request to Twilio's REST API ended: the label {@code outcome}. */
public enum TwilioOutcome {
    /** It was done. */
    DONE,
    /** The call that it was about was over already, or was not answered yet. */
    NOT_IN_PROGRESS,
    /** Twilio said no, with an error code. */
    REFUSED,
    /** Too many requests at once. */
    RATE_LIMITED,
    /** The credentials were not accepted. */
    UNAUTHORISED,
    /** No connection, or it broke off. */
    UNREACHABLE,
    /** No complete answer in time. */
    SLOW,
    /** An answer that is not of this API. */
    UNINTELLIGIBLE,
    /** Nothing was sent: Twilio would certainly have refused it. */
    UNSENDABLE;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** As in metrics. */
    public String label() {
        return label;
    }
}
