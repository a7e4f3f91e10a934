package dev.trunkline.gateway.call;

import dev.trunkline.observability.metrics.CallOutcome;

/**
 * Why a model session could not be had or was lost.
 *
 * @param kind what the caller of the API can do about it
 * @param detail for the log: a status, close code or error code; never the model's free text, which
 *     may quote the conversation
 */
public record ModelFailure(Kind kind, String detail) {
    /** How a call ends for which there is no model. */
    public CallOutcome outcome() {
        return kind == Kind.REFUSED ? CallOutcome.MODEL_REFUSED : CallOutcome.MODEL_FAILED;
    }

    public enum Kind {
        /** Not reachable, or it broke off: another try may work. */
        UNREACHABLE,
        /** It said no to key, model or settings: another try will not work. */
        REFUSED,
        /** It accepted the connection but was not ready in time. */
        NOT_READY,
        /** It ended a working session. */
        LOST,
        /** Its time limit was reached. */
        EXPIRED
    }
}
