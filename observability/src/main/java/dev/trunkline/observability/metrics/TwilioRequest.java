package dev.trunkline.observability.metrics;

import java.util.Locale;

/** What Twilio's REST API is asked to do: the label {@code request}. */
public enum TwilioRequest {
    MESSAGE_CREATE,
    CALL_CREATE,
    CALL_FETCH,
    /** Look for calls. */
    CALL_LIST,
    /** Send a live call elsewhere. */
    CALL_REDIRECT,
    /** Hang up, answered or not. */
    CALL_END,
    /** Give up a call that was not answered yet. */
    CALL_CANCEL;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** As in metrics. */
    public String label() {
        return label;
    }
}
