package dev.trunkline.gateway.twilio.stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trunkline.gateway.twilio.stream.StreamMessage.Start;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads Twilio's messages. Numbers are taken as numbers or as strings: the documents show the
 * latter and call them the former. Unknown members are ignored. Cold path.
 */
final class StreamMessageDecoder {
    private static final JsonMapper JSON = new JsonMapper();

    private StreamMessageDecoder() {}

    static StreamMessage decode(String text) throws MalformedMessageException {
        JsonNode message;
        try {
            message = JSON.readTree(text);
        } catch (JsonProcessingException notJson) {
            throw new MalformedMessageException("not JSON");
        }
        if (message == null || !message.isObject()) {
            throw new MalformedMessageException("not a JSON object");
        }
        return switch (text(message, "event")) {
            case "media" -> media(message);
            case "mark" ->
                    new StreamMessage.Mark(
                            text(message, "streamSid"), text(object(message, "mark"), "name"));
            case "dtmf" ->
                    new StreamMessage.Dtmf(
                            text(message, "streamSid"), digit(object(message, "dtmf")));
            case "connected" -> new StreamMessage.Connected();
            case "start" -> start(message);
            case "stop" -> new StreamMessage.Stop(text(message, "streamSid"));
            default -> new StreamMessage.Unrecognized();
        };
    }

    private static StreamMessage media(JsonNode message) throws MalformedMessageException {
        JsonNode media = object(message, "media");
        return new StreamMessage.Media(
                text(message, "streamSid"),
                text(media, "track"),
                number(media, "timestamp"),
                text(media, "payload"));
    }

    private static Start start(JsonNode message) throws MalformedMessageException {
        JsonNode start = object(message, "start");
        JsonNode format = object(start, "mediaFormat");
        Map<String, String> parameters = new HashMap<>();
        for (Map.Entry<String, JsonNode> parameter : start.path("customParameters").properties()) {
            parameters.put(parameter.getKey(), parameter.getValue().asText());
        }
        return new Start(
                text(message, "streamSid"),
                text(start, "callSid"),
                text(start, "accountSid"),
                Map.copyOf(parameters),
                text(format, "encoding"),
                (int) Math.min(number(format, "sampleRate"), Integer.MAX_VALUE),
                (int) Math.min(number(format, "channels"), Integer.MAX_VALUE));
    }

    private static char digit(JsonNode dtmf) throws MalformedMessageException {
        String digit = text(dtmf, "digit");
        if (digit.length() != 1 || "0123456789*#ABCD".indexOf(digit.charAt(0)) < 0) {
            throw new MalformedMessageException("dtmf.digit is none of 0-9, *, #, A-D");
        }
        return digit.charAt(0);
    }

    private static long number(JsonNode parent, String field) throws MalformedMessageException {
        JsonNode value = parent.path(field);
        String digits = value.isIntegralNumber() || value.isTextual() ? value.asText() : "";
        if (!digits.matches("[0-9]{1,18}")) {
            throw new MalformedMessageException(field + " is missing or no whole number");
        }
        return Long.parseLong(digits);
    }

    private static JsonNode object(JsonNode parent, String field) throws MalformedMessageException {
        JsonNode value = parent.get(field);
        if (value == null || !value.isObject()) {
            throw new MalformedMessageException(field + " is missing or no object");
        }
        return value;
    }

    private static String text(JsonNode parent, String field) throws MalformedMessageException {
        JsonNode value = parent.get(field);
        if (value == null || !value.isTextual()) {
            throw new MalformedMessageException(field + " is missing or no string");
        }
        return value.textValue();
    }
}
