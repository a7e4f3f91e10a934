package dev.trunkline.gateway.twilio.relay;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.regex.Pattern;

/**
 * One JSON message to Twilio. Whatever Twilio would refuse is refused when the record is made, by
 * an {@link IllegalArgumentException}: ten messages in a row that it does not understand end the
 * session (error 64105).
 */
sealed interface RelayCommand {
    JsonMapper JSON = new JsonMapper();

    /** As text of one WebSocket message. */
    default String encode() {
        ObjectNode message = JSON.createObjectNode();
        switch (this) {
            case Text(String token, boolean last) ->
                    message.put("type", "text").put("token", token).put("last", last);
            case Play(String source, int loop, boolean preemptible) ->
                    message.put("type", "play")
                            .put("source", source)
                            .put("loop", loop)
                            .put("preemptible", preemptible);
            case SendDigits(String digits) ->
                    message.put("type", "sendDigits").put("digits", digits);
            case Language(String both) ->
                    message.put("type", "language")
                            .put("ttsLanguage", both)
                            .put("transcriptionLanguage", both);
            case End(String handoffData) ->
                    message.put("type", "end").put("handoffData", handoffData);
        }
        return message.toString();
    }

    /**
     * Words to speak after all that came before.
     *
     * @param last whether they end a talk cycle
     */
    record Text(String token, boolean last) implements RelayCommand {
        /** What was said is nobody's business but the call's. */
        @Override
        public String toString() {
            return "Text[" + token.length() + " characters, last=" + last + "]";
        }
    }

    /**
     * A recording to play.
     *
     * @param source an http(s) URL
     * @param loop how often, from 1; 0 means a thousand times
     */
    record Play(String source, int loop, boolean preemptible) implements RelayCommand {
        public Play {
            if (!source.startsWith("https://") && !source.startsWith("http://")) {
                throw new IllegalArgumentException("play: expected an http or https URL");
            }
            if (loop < 0) {
                throw new IllegalArgumentException(
                        "play: loop of " + loop + ", expected 0 or more");
            }
        }
    }

    /** Keys to press; {@code w} is a pause. */
    record SendDigits(String digits) implements RelayCommand {
        private static final Pattern DIGITS = Pattern.compile("[0-9w#*]+");

        public SendDigits {
            if (!DIGITS.matcher(digits).matches()) {
                throw new IllegalArgumentException(
                        "sendDigits: expected at least one of 0-9, *, # and w for a pause");
            }
        }

        /** Keys may be an account number. */
        @Override
        public String toString() {
            return "SendDigits[" + digits.length() + "]";
        }
    }

    /** The language of both directions from now on (BCP 47). */
    record Language(String both) implements RelayCommand {
        public Language {
            if (both.isBlank()) {
                throw new IllegalArgumentException("language: expected a BCP 47 tag");
            }
        }
    }

    /** The session is over. */
    record End(String handoffData) implements RelayCommand {
        /** What comes back with the callback: JSON in a string, as Twilio's page has it. */
        static End because(String reason) {
            return new End(JSON.createObjectNode().put("reason", reason).toString());
        }
    }
}
