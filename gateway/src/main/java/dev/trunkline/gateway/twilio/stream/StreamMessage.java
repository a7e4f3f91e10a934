package dev.trunkline.gateway.twilio.stream;

import java.util.Map;

/** One JSON message from Twilio (Media Streams, "WebSocket messages from Twilio"). */
sealed interface StreamMessage {
    record Connected() implements StreamMessage {}

    /**
     * The stream begins.
     *
     * @param parameters what our TwiML gave along, the token among them
     * @param encoding {@code audio/x-mulaw}, as far as is documented
     */
    record Start(
            String streamSid,
            String callSid,
            String accountSid,
            Map<String, String> parameters,
            String encoding,
            int sampleRateHz,
            int channels)
            implements StreamMessage {
        /** The parameters hold a token. */
        @Override
        public String toString() {
            return "Start[streamSid=" + streamSid + ", callSid=" + callSid + "]";
        }
    }

    record Media(String streamSid, String track, long timestampMs, String payload)
            implements StreamMessage {
        /** The caller's voice is not for printing. */
        @Override
        public String toString() {
            return "Media[timestampMs=" + timestampMs + ", " + payload.length() + " characters]";
        }
    }

    record Dtmf(String streamSid, char digit) implements StreamMessage {
        /** Keys may be an account number. */
        @Override
        public String toString() {
            return "Dtmf";
        }
    }

    record Mark(String streamSid, String name) implements StreamMessage {}

    record Stop(String streamSid) implements StreamMessage {}

    /** An event this version does not know: counted and dropped, never fatal. */
    record Unrecognized() implements StreamMessage {}
}
