package dev.trunkline.gateway.twilio.voice;

/** {@code CallStatus} as Twilio writes it. */
public enum CallStatus {
    QUEUED,
    INITIATED,
    RINGING,
    /** Also what the event {@code answered} arrives as. */
    IN_PROGRESS,
    COMPLETED,
    BUSY,
    FAILED,
    NO_ANSWER,
    /** Twilio's own pages spell it with one l and with two. */
    CANCELED,
    /** A status that this version does not know. */
    UNRECOGNIZED;

    /** Whether nothing can follow: the call is over. */
    public boolean terminal() {
        return switch (this) {
            case COMPLETED, BUSY, FAILED, NO_ANSWER, CANCELED -> true;
            case QUEUED, INITIATED, RINGING, IN_PROGRESS, UNRECOGNIZED -> false;
        };
    }

    static CallStatus of(String wire) {
        return switch (wire) {
            case "queued" -> QUEUED;
            case "initiated" -> INITIATED;
            case "ringing" -> RINGING;
            case "in-progress", "answered" -> IN_PROGRESS;
            case "completed" -> COMPLETED;
            case "busy" -> BUSY;
            case "failed" -> FAILED;
            case "no-answer" -> NO_ANSWER;
            case "canceled", "cancelled" -> CANCELED;
            default -> UNRECOGNIZED;
        };
    }
}
