package dev.trunkline.gateway.twilio.voice;

/**
 * How a ConversationRelay session ended (page "TwiML Voice: ConversationRelay", action callback).
 *
 * @param callSid the call
 * @param sessionId of the session that is over ({@code VX…}); empty if it was not told
 * @param status who ended it
 * @param error why it failed; {@link RelayError#NONE} unless it did
 * @param callerIsThere whether the caller is still on the line
 */
public record RelayEnd(
        String callSid, String sessionId, Status status, RelayError error, boolean callerIsThere) {

    /** {@code SessionStatus}. */
    public enum Status {
        /** We did. */
        ENDED,
        /** The caller hung up. */
        COMPLETED,
        /** Nobody: it broke. Also what this version does not know. */
        FAILED
    }

    static Status status(String wire) {
        return switch (wire) {
            case "ended" -> Status.ENDED;
            case "completed" -> Status.COMPLETED;
            default -> Status.FAILED;
        };
    }
}
