package dev.trunkline.gateway.twilio.rest;

/** Where a call is, as the Call resource spells it. */
public enum CallState {
    QUEUED("queued"),
    INITIATED("initiated"),
    RINGING("ringing"),
    IN_PROGRESS("in-progress"),
    COMPLETED("completed"),
    BUSY("busy"),
    FAILED("failed"),
    NO_ANSWER("no-answer"),
    CANCELED("canceled"),
    /** A word that this version does not know. */
    UNKNOWN("");

    private final String wire;

    CallState(String wire) {
        this.wire = wire;
    }

    static CallState of(String wire) {
        for (CallState state : values()) {
            if (state.wire.equals(wire)) {
                return state;
            }
        }
        // The documentation spells it both ways.
        return wire.equals("cancelled") ? CANCELED : UNKNOWN;
    }

    /** Whether nothing more will become of it. */
    public boolean isOver() {
        return switch (this) {
            case COMPLETED, BUSY, FAILED, NO_ANSWER, CANCELED -> true;
            case QUEUED, INITIATED, RINGING, IN_PROGRESS, UNKNOWN -> false;
        };
    }
}
