package dev.trunkline.loadtest.phone;

/**
 * A call that fails in front of Twilio.
 *
 * @param stage how far it came
 * @param sipCode final SIP response, 400 to 699 (RFC 3261 section 21)
 */
public record CarrierFailure(Stage stage, int sipCode) {
    /** How far a failing call comes. */
    public enum Stage {
        /** It never reaches Twilio: there is no webhook, and a gateway cannot know of it. */
        BEFORE_WEBHOOK,
        /**
         * Twilio asks what to do and is told, but the call is not set up: no stream is opened, and
         * the status callback says how it ended.
         */
        BEFORE_STREAM
    }

    public CarrierFailure {
        if (sipCode < 400 || sipCode > 699) {
            throw new IllegalArgumentException(
                    "sipCode=" + sipCode + ": expected a final failure, 400 to 699");
        }
    }

    /** {@code CallStatus} of a call that ended with this. */
    String callStatus() {
        return switch (sipCode) {
            case 486, 600 -> "busy";
            case 408, 480, 487 -> "no-answer";
            default -> "failed";
        };
    }
}
