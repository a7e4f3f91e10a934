package dev.trunkline.gateway.twilio.voice;

/**
 * One stream status callback (STREAM: "statusCallback").
 *
 * @param callSid the call
 * @param streamSid {@code MZ} and 32 hexadecimal digits
 * @param kind what happened
 * @param error Twilio's words for it, at most 200 characters, printable; empty unless {@code ERROR}
 */
public record StreamEvent(String callSid, String streamSid, Kind kind, String error) {

    /** What happened to the stream. */
    public enum Kind {
        STARTED,
        STOPPED,
        /** Can arrive long before the server's own socket notices: end the call's media. */
        ERROR,
        /** An event that this version does not know. */
        UNRECOGNIZED
    }

    static Kind kind(String wire) {
        return switch (wire) {
            case "stream-started" -> Kind.STARTED;
            case "stream-stopped" -> Kind.STOPPED;
            case "stream-error" -> Kind.ERROR;
            default -> Kind.UNRECOGNIZED;
        };
    }
}
