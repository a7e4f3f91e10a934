package dev.trunkline.gateway.twilio.relay;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What Twilio takes, strictly (page "Getting and sending WebSocket messages", messages to Twilio):
 * every member known, of its type and in its range, none that must be there missing.
 */
final class CommandShapes {
    private static final JsonMapper STRICT =
            JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    private record Shape(Set<String> required, Map<String, Predicate<JsonNode>> members) {}

    private static final Map<String, Shape> SHAPES =
            Map.of(
                    "text",
                    new Shape(
                            Set.of("token"),
                            Map.of(
                                    "token", JsonNode::isTextual,
                                    "last", JsonNode::isBoolean,
                                    "lang", CommandShapes::language,
                                    "interruptible", JsonNode::isBoolean,
                                    "preemptible", JsonNode::isBoolean)),
                    "play",
                    new Shape(
                            Set.of("source"),
                            Map.of(
                                    "source", CommandShapes::url,
                                    "loop", loop -> loop.isInt() && loop.intValue() >= 0,
                                    "preemptible", JsonNode::isBoolean,
                                    "interruptible", JsonNode::isBoolean)),
                    "sendDigits",
                    new Shape(
                            Set.of("digits"),
                            Map.of("digits", digits -> digits.asText().matches("[0-9w#*]+"))),
                    "language",
                    new Shape(
                            Set.of(),
                            Map.of(
                                    "ttsLanguage", CommandShapes::language,
                                    "transcriptionLanguage", CommandShapes::language)),
                    "end",
                    new Shape(Set.of(), Map.of("handoffData", JsonNode::isTextual)));

    private CommandShapes() {}

    /** The message, or an error that says what Twilio would not take. */
    static JsonNode check(String text) throws Exception {
        JsonNode message = STRICT.readTree(text);
        String type = message.path("type").asText();
        Shape shape = SHAPES.get(type);
        if (!message.isObject() || shape == null) {
            throw new AssertionError("no message of Twilio's: " + type);
        }
        Set<String> names = new HashSet<>();
        message.fieldNames().forEachRemaining(names::add);
        names.remove("type");
        for (String name : names) {
            Predicate<JsonNode> allowed = shape.members().get(name);
            if (allowed == null || !allowed.test(message.get(name))) {
                throw new AssertionError(type + "." + name + " is unknown or of a wrong value");
            }
        }
        if (!names.containsAll(shape.required()) || (type.equals("language") && names.isEmpty())) {
            throw new AssertionError(type + " lacks a member");
        }
        return message;
    }

    private static boolean language(JsonNode value) {
        return value.isTextual()
                && value.asText().matches("[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*|multi");
    }

    private static boolean url(JsonNode value) {
        return value.isTextual() && value.asText().matches("https?://.+");
    }
}
