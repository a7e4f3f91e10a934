package dev.trunkline.observability.record;

import java.util.Locale;

/** How one try to reach the one who is called ended. */
public enum AttemptOutcome {
    /** By a person, a machine or a fax. */
    ANSWERED,
    BUSY,
    /** It rang until the limit. */
    NO_ANSWER,
    /** The phone network could not complete it. */
    FAILED,
    /** Twilio's REST API refused to place it. */
    REJECTED,
    /** Given up before an answer, by whoever asked for the call. */
    CANCELED,
    /** Twilio's REST API could not be asked, or did not answer. */
    UNREACHABLE,
    /** Nothing was heard of it any more. */
    UNKNOWN;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** As records and the API carry it. */
    public String label() {
        return label;
    }
}
