package dev.trunkline.gateway.pbx.ari;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads Asterisk's JSON: events, channels, bridges. Unknown members are ignored. Cold path: a few
 * events a call.
 */
final class AriReader {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    private static final String KEYS = "0123456789*#ABCD";

    private AriReader() {}

    static AriEvent event(String text) throws MalformedEventException {
        JsonNode event = tree(text);
        if (!event.isObject()) {
            throw new MalformedEventException("not a JSON object");
        }
        return switch (text(event, "type")) {
            case "StasisStart" ->
                    new AriEvent.StasisStart(
                            channel(object(event, "channel")), strings(event, "args"));
            case "StasisEnd" -> new AriEvent.StasisEnd(channelId(event));
            case "ChannelDtmfReceived" -> key(event);
            case "ChannelHangupRequest" -> new AriEvent.HangupRequested(channelId(event));
            case "ChannelDestroyed" -> new AriEvent.ChannelDestroyed(channelId(event));
            case "ApplicationReplaced" -> new AriEvent.ApplicationReplaced();
            default -> new AriEvent.Unused();
        };
    }

    /** The answer of {@code GET /channels}. */
    static List<AriChannel> channels(String text) throws MalformedEventException {
        List<AriChannel> channels = new ArrayList<>();
        for (JsonNode each : array(tree(text))) {
            channels.add(channel(each));
        }
        return channels;
    }

    /** The ids in the answer of {@code GET /bridges}. */
    static List<String> bridgeIds(String text) throws MalformedEventException {
        List<String> ids = new ArrayList<>();
        for (JsonNode each : array(tree(text))) {
            ids.add(text(each, "id"));
        }
        return ids;
    }

    /** An answer that shows a channel. */
    static AriChannel channel(String text) throws MalformedEventException {
        return channel(tree(text));
    }

    private static AriChannel channel(JsonNode channel) throws MalformedEventException {
        JsonNode dialplan = channel.path("dialplan");
        // What Stasis() was given is all that a channel shows of the application it is in.
        boolean inStasis = "Stasis".equals(dialplan.path("app_name").asText());
        List<String> given =
                inStasis ? List.of(dialplan.path("app_data").asText().split(",", -1)) : List.of();
        return new AriChannel(
                text(channel, "id"),
                channel.path("caller").path("number").asText(""),
                dialplan.path("exten").asText(""),
                inStasis ? given.getFirst() : null,
                inStasis ? given.subList(1, given.size()) : List.of(),
                variables(channel.path("channelvars")));
    }

    private static Map<String, String> variables(JsonNode given) {
        Map<String, String> variables = new HashMap<>();
        for (Map.Entry<String, JsonNode> each : given.properties()) {
            variables.put(each.getKey(), each.getValue().asText(""));
        }
        return variables;
    }

    /** Asterisk also knows keys that no phone has. */
    private static AriEvent key(JsonNode event) throws MalformedEventException {
        String digit = text(event, "digit");
        return digit.length() == 1 && KEYS.indexOf(digit.charAt(0)) >= 0
                ? new AriEvent.KeyPressed(channelId(event), digit.charAt(0))
                : new AriEvent.Unused();
    }

    private static String channelId(JsonNode event) throws MalformedEventException {
        return text(object(event, "channel"), "id");
    }

    private static List<String> strings(JsonNode parent, String member) {
        List<String> strings = new ArrayList<>();
        for (JsonNode each : parent.path(member)) {
            strings.add(each.asText(""));
        }
        return strings;
    }

    private static JsonNode tree(String text) throws MalformedEventException {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException notJson) {
            throw new MalformedEventException("not JSON");
        }
    }

    private static JsonNode array(JsonNode value) throws MalformedEventException {
        if (!value.isArray()) {
            throw new MalformedEventException("not a JSON array");
        }
        return value;
    }

    private static JsonNode object(JsonNode parent, String member) throws MalformedEventException {
        JsonNode value = parent.get(member);
        if (value == null || !value.isObject()) {
            throw new MalformedEventException(member + " is missing or no object");
        }
        return value;
    }

    private static String text(JsonNode parent, String member) throws MalformedEventException {
        JsonNode value = parent.get(member);
        if (value == null || !value.isTextual()) {
            throw new MalformedEventException(member + " is missing or no string");
        }
        return value.textValue();
    }
}
