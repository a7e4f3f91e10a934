package dev.trunkline.gateway.twilio.voice;

/** What follows once the media socket of a call is closed and the caller is still there. */
public sealed interface AfterStream {

    /** The conversation is over. */
    record HangUp() implements AfterStream {}

    /**
     * Someone else takes the call.
     *
     * @param destination an E.164 number ({@code +} and digits) or a {@code sip:} URI
     * @param callerId what the destination sees: an E.164 number that the account may use; empty
     *     leaves Twilio's default, the caller's own number
     */
    record Transfer(String destination, String callerId) implements AfterStream {
        /** Both are numbers of people. */
        @Override
        public String toString() {
            return "Transfer[masked]";
        }
    }

    /** The stream failed, or the call is not known: say sorry, or run the configured fallback. */
    record Apologise() implements AfterStream {}
}
