package dev.trunkline.loadtest.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The old names: translates at the edge, so that everything else knows the GA protocol only. */
final class BetaDialect {
    private static final Map<String, String> FORMATS =
            Map.of("pcm16", "audio/pcm", "g711_ulaw", "audio/pcmu", "g711_alaw", "audio/pcma");
    private static final Set<String> SAME =
            Set.of("instructions", "tools", "tool_choice", "model", "tracing");

    private BetaDialect() {}

    /** The beta's name of a GA event; null where the beta has none. */
    static @Nullable String eventName(String type) {
        return switch (type) {
            case "conversation.item.added" -> "conversation.item.created";
            case "conversation.item.done" -> null;
            default ->
                    type.replace("response.output_audio", "response.audio")
                            .replace("response.output_text", "response.text");
        };
    }

    /** Renames content types, and the session's and response's members, in a server event. */
    static void translate(ObjectNode event) {
        if (event.get("session") instanceof ObjectNode session) {
            event.set("session", session(session));
        }
        if (event.get("item") instanceof ObjectNode item) {
            content(item);
        }
        if (event.get("response") instanceof ObjectNode response) {
            for (JsonNode item : response.path("output")) {
                content((ObjectNode) item);
            }
            flat(response, response);
        }
    }

    private static void content(ObjectNode item) {
        for (JsonNode part : item.path("content")) {
            String type = part.path("type").asText();
            if (type.startsWith("output_")) {
                ((ObjectNode) part).put("type", type.substring("output_".length()));
            }
        }
    }

    private static ObjectNode session(ObjectNode ga) {
        ObjectNode beta = JsonNodeFactory.instance.objectNode();
        beta.set("id", ga.get("id"));
        beta.put("object", "realtime.session").set("model", ga.get("model"));
        beta.put("temperature", 0.8);
        JsonNode input = ga.at("/audio/input");
        beta.put("input_audio_format", formatName(input.path("format")));
        beta.set("input_audio_transcription", input.path("transcription"));
        beta.set("input_audio_noise_reduction", input.path("noise_reduction"));
        beta.set("turn_detection", input.path("turn_detection"));
        beta.set("speed", ga.at("/audio/output/speed"));
        for (String member : new String[] {"instructions", "tools", "tool_choice", "tracing"}) {
            beta.set(member, ga.path(member));
        }
        flat(ga, beta);
        return beta;
    }

    /** What a session and a response have in common. */
    private static void flat(ObjectNode ga, ObjectNode beta) {
        boolean text = ga.at("/output_modalities/0").asText().equals("text");
        JsonNode output = ga.at("/audio/output");
        JsonNode maxTokens = ga.path("max_output_tokens");
        beta.remove("output_modalities");
        beta.remove("audio");
        beta.remove("max_output_tokens");
        ArrayNode modalities = beta.putArray("modalities").add("text");
        if (!text) {
            modalities.add("audio");
        }
        beta.set("voice", output.path("voice"));
        beta.put("output_audio_format", formatName(output.path("format")));
        beta.set("max_response_output_tokens", maxTokens);
    }

    private static String formatName(JsonNode format) {
        String type = format.path("type").asText();
        return FORMATS.entrySet().stream()
                .filter(name -> name.getValue().equals(type))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("pcm16");
    }

    /** A beta session (or response) of the client in the GA shape. */
    static ObjectNode toGa(ObjectNode beta, String path, boolean session) throws ProtocolException {
        ObjectNode ga = JsonNodeFactory.instance.objectNode();
        ObjectNode audio = JsonNodeFactory.instance.objectNode();
        if (session) {
            ga.put("type", "realtime");
        }
        for (Map.Entry<String, JsonNode> member : beta.properties()) {
            JsonNode value = member.getValue();
            switch (member.getKey()) {
                case "modalities" ->
                        ga.putArray("output_modalities")
                                .add(contains(value, "audio") ? "audio" : "text");
                case "voice" -> audio.withObject("/output").set("voice", value);
                case "speed" -> audio.withObject("/output").set("speed", value);
                case "input_audio_format" ->
                        audio.withObject("/input").set("format", format(value, path));
                case "output_audio_format" ->
                        audio.withObject("/output").set("format", format(value, path));
                case "input_audio_transcription" ->
                        audio.withObject("/input").set("transcription", value);
                case "input_audio_noise_reduction" ->
                        audio.withObject("/input").set("noise_reduction", value);
                case "turn_detection" -> audio.withObject("/input").set("turn_detection", value);
                case "max_response_output_tokens" -> ga.set("max_output_tokens", value);
                case "temperature" ->
                        new Shape.Decimal(0.6, 1.2).check(value, path + ".temperature");
                case "conversation", "metadata", "input" -> ga.set(member.getKey(), value);
                default -> {
                    if (!SAME.contains(member.getKey())) {
                        throw ProtocolException.unknown(path + "." + member.getKey());
                    }
                    ga.set(member.getKey(), value);
                }
            }
        }
        if (!audio.isEmpty()) {
            ga.set("audio", audio);
        }
        return ga;
    }

    /** {@code text} and {@code audio} of an assistant's item. */
    static void contentToGa(JsonNode item) {
        for (JsonNode part : item.path("content")) {
            String type = part.path("type").asText();
            if (part instanceof ObjectNode object
                    && (type.equals("text") || type.equals("audio"))) {
                object.put("type", "output_" + type);
            }
        }
    }

    private static boolean contains(JsonNode array, String text) {
        for (JsonNode element : array) {
            if (element.equals(TextNode.valueOf(text))) {
                return true;
            }
        }
        return false;
    }

    private static ObjectNode format(JsonNode name, String path) throws ProtocolException {
        String type = FORMATS.get(name.asText());
        if (type == null) {
            throw ProtocolException.invalidValue(
                    path, "Invalid audio format. Supported: pcm16, g711_ulaw, g711_alaw.");
        }
        return JsonNodeFactory.instance.objectNode().put("type", type);
    }
}
