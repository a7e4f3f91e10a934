package dev.trunkline.gateway.twilio.relay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trunkline.gateway.twilio.relay.RelayMessage.Setup;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Reads Twilio's messages, tolerantly: numbers and truth values are taken as such or as strings, as
 * the documents have changed between them, and words as strings or numbers. Unknown members are
 * ignored.
 */
final class RelayMessageDecoder {
    private static final JsonMapper JSON = new JsonMapper();

    private RelayMessageDecoder() {}

    static RelayMessage decode(String text) throws MalformedMessageException {
        JsonNode message;
        try {
            message = JSON.readTree(text);
        } catch (JsonProcessingException notJson) {
            throw new MalformedMessageException("not JSON");
        }
        if (message == null || !message.isObject()) {
            throw new MalformedMessageException("not a JSON object");
        }
        return switch (required(message, "type")) {
            case "setup" -> setup(message);
            case "prompt" ->
                    new RelayMessage.Prompt(
                            required(message, "voicePrompt"),
                            text(message, "lang"),
                            truth(message, "last", true));
            case "dtmf" -> new RelayMessage.Dtmf(digit(required(message, "digit")));
            case "interrupt" ->
                    new RelayMessage.Interrupt(
                            text(message, "utteranceUntilInterrupt"),
                            wholeNumber(message, "durationUntilInterruptMs"));
            case "info" -> info(message);
            case "error" -> new RelayMessage.Failed();
            case "debug" -> new RelayMessage.Ignored();
            default -> new RelayMessage.Unrecognized();
        };
    }

    private static Setup setup(JsonNode message) throws MalformedMessageException {
        Map<String, String> parameters = new HashMap<>();
        for (Map.Entry<String, JsonNode> parameter :
                message.path("customParameters").properties()) {
            parameters.put(parameter.getKey(), parameter.getValue().asText());
        }
        return new Setup(
                required(message, "sessionId"),
                required(message, "callSid"),
                required(message, "accountSid"),
                parameters);
    }

    private static RelayMessage info(JsonNode message) {
        String value = text(message, "value");
        return switch (text(message, "name")) {
            case "tokensPlayed" -> new RelayMessage.TokensPlayed(value);
            case "agentSpeaking" ->
                    switch (value.toLowerCase(Locale.ROOT)) {
                        case "on", "start", "true" -> new RelayMessage.AgentSpeaking(true);
                        case "off", "stop", "end", "false" -> new RelayMessage.AgentSpeaking(false);
                        default -> new RelayMessage.Ignored();
                    };
            default -> new RelayMessage.Ignored();
        };
    }

    private static char digit(String digit) throws MalformedMessageException {
        if (digit.length() != 1 || "0123456789*#ABCD".indexOf(digit.charAt(0)) < 0) {
            throw new MalformedMessageException("digit is none of 0-9, *, #, A-D");
        }
        return digit.charAt(0);
    }

    /** Some text or a plain value; anything else is missing. */
    private static String required(JsonNode parent, String field) throws MalformedMessageException {
        JsonNode value = parent.path(field);
        if (!value.isTextual() && !value.isNumber()) {
            throw new MalformedMessageException(field + " is missing or no string");
        }
        return value.asText();
    }

    private static String text(JsonNode parent, String field) {
        JsonNode value = parent.path(field);
        return value.isValueNode() && !value.isNull() ? value.asText() : "";
    }

    private static boolean truth(JsonNode parent, String field, boolean absent) {
        return switch (text(parent, field).toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> absent;
        };
    }

    /** -1 if there is none, or it is none. */
    private static long wholeNumber(JsonNode parent, String field) {
        String digits = text(parent, field);
        return digits.matches("[0-9]{1,9}(\\.[0-9]{1,9})?")
                ? (long) Double.parseDouble(digits)
                : -1;
    }
}
