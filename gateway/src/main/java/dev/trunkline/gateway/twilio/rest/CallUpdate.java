package dev.trunkline.gateway.twilio.rest;

/** What became of an attempt to change a call. */
public sealed interface CallUpdate {
    /** It was changed. */
    record Done(CallSnapshot call) implements CallUpdate {}

    /**
     * There was nothing to change: it was over already, or, if it was to be sent elsewhere, not
     * answered yet.
     */
    record NotInProgress() implements CallUpdate {}
}
