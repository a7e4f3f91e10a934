package dev.trunkline.observability.metrics;

import java.util.Locale;

/** How a call ended, or why it never began: the label {@code outcome}. */
public enum CallOutcome {
    /** The caller hung up. */
    COMPLETED_BY_CALLER,
    /** The agent hung up, by its tool or by a phrase. */
    COMPLETED_BY_AGENT,
    /** The agent sent the call elsewhere. */
    TRANSFERRED,
    /** The longest call of the agent's profile was reached. */
    MAX_DURATION,
    /** Neither side said anything for too long. */
    SILENCE,
    /** The model's session broke during the call. */
    MODEL_FAILED,
    /** The model did not take the session. */
    MODEL_REFUSED,
    /** The leg broke: its socket closed without a stop, or did not follow the protocol. */
    LEG_FAILED,
    /** Not taken: as many calls as allowed were in progress. */
    REJECTED_FULL,
    /** Not taken: the event loops ran late, or memory was short; audio would have suffered. */
    REJECTED_OVERLOADED,
    /** Not taken: the gateway is stopping. */
    REJECTED_DRAINING,
    /** Not taken: no such agent. */
    REJECTED_AGENT,
    /** Not taken: Twilio had no room for another ConversationRelay session of the account. */
    REJECTED_RELAY_FULL,
    /** Not taken: a missing, stale, used or foreign stream token. */
    REJECTED_TOKEN,
    /** Not taken: no valid signature. */
    REJECTED_SIGNATURE,
    /** The media socket opened and never said start. */
    START_TIMEOUT,
    /** Accepted, and its media never came: the caller hung up first, or the carrier lost it. */
    NEVER_CAME,
    /** A call from a PBX: its media could not be set up. */
    MEDIA_FAILED,
    /** In progress when the gateway had to stop. */
    DRAINED,
    /** A call out: who was called is busy. */
    BUSY,
    /** A call out: nobody answered for as long as it was to ring. */
    NO_ANSWER,
    /** A call out: no trunk that was tried could reach who was called. */
    DIAL_FAILED,
    /** A call out: not wanted any more before it was over. */
    CANCELED,
    /** A call out: it waited for its turn for too long. */
    NOT_BEGUN,
    /** Not over yet: what is shown of a live call, never counted and never kept. */
    IN_PROGRESS;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** Whether a call that is over can have it. */
    public boolean isEnd() {
        return this != IN_PROGRESS;
    }

    /** As in metrics. */
    public String label() {
        return label;
    }

    /** Whether somebody has to look into it. */
    public boolean failed() {
        return switch (this) {
            case COMPLETED_BY_CALLER,
                    COMPLETED_BY_AGENT,
                    TRANSFERRED,
                    MAX_DURATION,
                    SILENCE,
                    BUSY,
                    NO_ANSWER,
                    CANCELED,
                    IN_PROGRESS ->
                    false;
            case MODEL_FAILED,
                    MODEL_REFUSED,
                    LEG_FAILED,
                    REJECTED_FULL,
                    REJECTED_OVERLOADED,
                    REJECTED_DRAINING,
                    REJECTED_AGENT,
                    REJECTED_RELAY_FULL,
                    REJECTED_TOKEN,
                    REJECTED_SIGNATURE,
                    START_TIMEOUT,
                    NEVER_CAME,
                    MEDIA_FAILED,
                    DRAINED,
                    DIAL_FAILED,
                    NOT_BEGUN ->
                    true;
        };
    }
}
