package dev.trunkline.loadtest.relay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the gateway sends, as strictly as its documentation can be read: exactly the members
 * of each type, with exactly their JSON types.
 */
final class GatewayMessageReader {
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private static final Pattern DIGITS = Pattern.compile("[0-9w#*]+");
    private static final int FOREVER_LOOPS = 1_000; // what loop 0 means

    private enum Kind {
        TEXT("a string"),
        FLAG("a boolean"),
        COUNT("a whole number of 0 or more");

        private final String name;

        Kind(String name) {
            this.name = name;
        }

        boolean fits(JsonNode value) {
            return switch (this) {
                case TEXT -> value.isTextual();
                case FLAG -> value.isBoolean();
                case COUNT -> value.isInt() && value.intValue() >= 0;
            };
        }
    }

    /** What a message of a type may hold, and what it must. */
    private record Members(Map<String, Kind> kinds, Set<String> required) {}

    private static final Map<String, Members> TYPES =
            Map.of(
                    "text",
                    new Members(
                            Map.of(
                                    "type", Kind.TEXT,
                                    "token", Kind.TEXT,
                                    "last", Kind.FLAG,
                                    "lang", Kind.TEXT,
                                    "interruptible", Kind.FLAG,
                                    "preemptible", Kind.FLAG),
                            Set.of("token")),
                    "play",
                    new Members(
                            Map.of(
                                    "type", Kind.TEXT,
                                    "source", Kind.TEXT,
                                    "loop", Kind.COUNT,
                                    "interruptible", Kind.FLAG,
                                    "preemptible", Kind.FLAG),
                            Set.of("source")),
                    "sendDigits",
                    new Members(Map.of("type", Kind.TEXT, "digits", Kind.TEXT), Set.of("digits")),
                    "language",
                    new Members(
                            Map.of(
                                    "type", Kind.TEXT,
                                    "ttsLanguage", Kind.TEXT,
                                    "transcriptionLanguage", Kind.TEXT),
                            Set.of()),
                    "end",
                    new Members(Map.of("type", Kind.TEXT, "handoffData", Kind.TEXT), Set.of()));

    private GatewayMessageReader() {}

    /** A message that Twilio would answer with an error; its text is the reason. */
    static final class Invalid extends Exception {
        private static final long serialVersionUID = 1;

        Invalid(String reason) {
            super(reason, null, false, false);
        }

        String reason() {
            return String.valueOf(getMessage());
        }
    }

    static GatewayMessage read(String text) throws Invalid {
        JsonNode message;
        try {
            message = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new Invalid("not JSON: " + e.getOriginalMessage());
        }
        String type = message.path("type").asText("");
        Members members = TYPES.get(type);
        if (!message.isObject() || !message.path("type").isTextual() || members == null) {
            throw new Invalid(
                    "type "
                            + (type.isEmpty() ? "missing" : "unknown")
                            + ": expected one of "
                            + new TreeSet<>(TYPES.keySet()));
        }
        check(type, message, members);
        return switch (type) {
            case "text" ->
                    new GatewayMessage.Text(
                            message.path("token").asText(),
                            message.path("last").asBoolean(false),
                            text(message, "lang"),
                            flag(message, "interruptible"),
                            flag(message, "preemptible"));
            case "play" -> play(message);
            case "sendDigits" -> digits(message.path("digits").asText());
            case "language" -> language(message);
            default -> new GatewayMessage.End(text(message, "handoffData"));
        };
    }

    private static void check(String type, JsonNode message, Members members) throws Invalid {
        for (String required : members.required) {
            if (!message.has(required)) {
                throw new Invalid(type + " has no " + required);
            }
        }
        for (Map.Entry<String, JsonNode> member : message.properties()) {
            Kind kind = members.kinds.get(member.getKey());
            if (kind == null) {
                throw new Invalid(
                        type
                                + " has the unknown member "
                                + member.getKey()
                                + ": expected "
                                + new TreeSet<>(members.kinds.keySet()));
            }
            if (!kind.fits(member.getValue())) {
                throw new Invalid(
                        type
                                + "."
                                + member.getKey()
                                + " is "
                                + member.getValue().getNodeType()
                                + ": expected "
                                + kind.name);
            }
        }
    }

    private static GatewayMessage play(JsonNode message) throws Invalid {
        String source = message.path("source").asText();
        try {
            if (!URI.create(source).isAbsolute()) {
                throw new Invalid("play.source is not absolute: expected a URL");
            }
        } catch (IllegalArgumentException e) {
            throw new Invalid("play.source is malformed: expected a URL");
        }
        int loop = message.path("loop").asInt(1);
        return new GatewayMessage.Play(
                source,
                loop == 0 ? FOREVER_LOOPS : loop,
                flag(message, "interruptible"),
                flag(message, "preemptible"));
    }

    private static GatewayMessage digits(String digits) throws Invalid {
        if (!DIGITS.matcher(digits).matches()) {
            throw new Invalid("sendDigits.digits: expected some of 0-9, w, # and *");
        }
        return new GatewayMessage.SendDigits(digits);
    }

    private static GatewayMessage language(JsonNode message) throws Invalid {
        if (message.size() == 1) {
            throw new Invalid("language has neither ttsLanguage nor transcriptionLanguage");
        }
        return new GatewayMessage.Language(
                text(message, "ttsLanguage"), text(message, "transcriptionLanguage"));
    }

    private static @Nullable String text(JsonNode message, String member) {
        return message.has(member) ? message.path(member).asText() : null;
    }

    private static @Nullable Boolean flag(JsonNode message, String member) {
        return message.has(member) ? message.path(member).asBoolean() : null;
    }
}
