package dev.trunkline.loadtest.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trunkline.codecs.audio.AudioFormat;
import org.jspecify.annotations.Nullable;

/** The effective session in the GA shape; an update that is refused changes nothing. */
final class SessionConfig {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private ObjectNode session;

    SessionConfig(String id, String model, long expiresAtSeconds) {
        session = JSON.objectNode();
        session.put("type", "realtime").put("object", "realtime.session").put("id", id);
        session.put("model", model);
        session.putArray("output_modalities").add("audio");
        session.put(
                "instructions", "Be a friendly assistant on the telephone; keep answers short.");
        session.putArray("tools");
        session.put("tool_choice", "auto").put("max_output_tokens", "inf");
        session.putNull("tracing").put("truncation", "auto").putNull("prompt");
        session.put("expires_at", expiresAtSeconds);
        ObjectNode audio = session.putObject("audio");
        ObjectNode input = audio.putObject("input");
        input.putObject("format").put("type", "audio/pcm").put("rate", 24_000);
        input.putNull("transcription").putNull("noise_reduction");
        input.set("turn_detection", serverVad());
        ObjectNode output = audio.putObject("output");
        output.putObject("format").put("type", "audio/pcm").put("rate", 24_000);
        output.put("voice", "alloy").put("speed", 1.0);
        session.putNull("include");
    }

    /** Applies {@code patch}; {@code audioSent}: whether any model audio has left this session. */
    void update(ObjectNode patch, boolean audioSent) throws ProtocolException {
        ClientShapes.SESSION.check(patch, "session");
        checkModalities(patch.get("output_modalities"), "session.output_modalities");
        if (patch.has("model") && !patch.get("model").equals(session.get("model"))) {
            throw ProtocolException.invalidValue(
                    "session.model", "The model of a session cannot be changed.");
        }
        JsonNode voice = patch.at("/audio/output/voice");
        if (audioSent && !voice.isMissingNode() && !voice.equals(voice())) {
            throw new ProtocolException(
                    "cannot_update_voice",
                    "Cannot update a conversation's voice if assistant audio is present.",
                    "session.audio.output.voice");
        }
        if (patch.has("tracing")
                && !session.get("tracing").isNull()
                && !patch.get("tracing").equals(session.get("tracing"))) {
            throw ProtocolException.invalidValue(
                    "session.tracing", "Tracing cannot be changed once it is on.");
        }
        ObjectNode next = session.deepCopy();
        patch.properties()
                .forEach(member -> {
                    if (!member.getKey().equals("audio")) {
                        next.set(member.getKey(), member.getValue().deepCopy());
                    }
                });
        mergeAudio(patch.path("audio"), (ObjectNode) next.get("audio"));
        session = next;
    }

    /** Exactly one modality: both at once were possible in the beta only. */
    static void checkModalities(@Nullable JsonNode modalities, String path)
            throws ProtocolException {
        if (modalities != null && modalities.size() != 1) {
            throw ProtocolException.invalidValue(
                    path,
                    "Invalid modalities: "
                            + modalities
                            + ". Supported combinations are: ['text'] and ['audio'].");
        }
    }

    private static void mergeAudio(JsonNode patch, ObjectNode audio) {
        for (String side : new String[] {"input", "output"}) {
            ObjectNode effective = (ObjectNode) audio.get(side);
            patch.path(side)
                    .properties()
                    .forEach(member -> {
                        JsonNode value = member.getValue();
                        switch (member.getKey()) {
                            case "format" -> effective.set("format", format(value));
                            case "turn_detection" ->
                                    effective.set(
                                            "turn_detection",
                                            turnDetection(value, effective.path("turn_detection")));
                            case "noise_reduction", "transcription" ->
                                    effective.set(
                                            member.getKey(),
                                            overlay(value, effective.path(member.getKey())));
                            default -> effective.set(member.getKey(), value.deepCopy());
                        }
                    });
        }
    }

    private static JsonNode overlay(JsonNode patch, JsonNode previous) {
        if (!patch.isObject() || !previous.isObject()) {
            return patch.deepCopy();
        }
        ObjectNode merged = previous.deepCopy();
        merged.setAll((ObjectNode) patch);
        return merged;
    }

    private static JsonNode format(JsonNode patch) {
        ObjectNode format = patch.deepCopy();
        if (format.path("type").asText().equals("audio/pcm")) {
            format.put("rate", 24_000);
        }
        return format;
    }

    private static JsonNode turnDetection(JsonNode patch, JsonNode previous) {
        if (patch.isNull()) {
            return patch;
        }
        ObjectNode base;
        if (patch.path("type").equals(previous.path("type"))) {
            base = previous.deepCopy();
        } else if (patch.path("type").asText().equals("server_vad")) {
            base = serverVad();
        } else {
            base = JSON.objectNode();
            base.put("type", "semantic_vad").put("eagerness", "auto");
            base.put("create_response", true).put("interrupt_response", true);
        }
        base.setAll((ObjectNode) patch);
        return base;
    }

    /**
     * The defaults as one capture of the service shows them; its page documents 500 ms of silence.
     */
    private static ObjectNode serverVad() {
        ObjectNode vad = JSON.objectNode();
        vad.put("type", "server_vad").put("threshold", 0.5).put("prefix_padding_ms", 300);
        vad.put("silence_duration_ms", 200).putNull("idle_timeout_ms");
        vad.put("create_response", true).put("interrupt_response", true);
        return vad;
    }

    /** A copy of the whole effective session. */
    ObjectNode effective() {
        return session.deepCopy();
    }

    AudioFormat inputFormat() {
        return formatOf(session.at("/audio/input/format"));
    }

    AudioFormat outputFormat() {
        return formatOf(session.at("/audio/output/format"));
    }

    @Nullable TurnDetection turnDetection() {
        return TurnDetection.of(session.at("/audio/input/turn_detection"));
    }

    boolean transcribes() {
        return session.at("/audio/input/transcription").isObject();
    }

    boolean speaks() {
        return session.at("/output_modalities/0").asText().equals("audio");
    }

    JsonNode voice() {
        return session.at("/audio/output/voice");
    }

    JsonNode member(String name) {
        return session.path(name);
    }

    /** The wire's name of a format as one of ours; {@code audio/pcm} is 24 kHz only. */
    static AudioFormat formatOf(JsonNode format) {
        return switch (format.path("type").asText()) {
            case "audio/pcmu" -> AudioFormat.PCMU;
            case "audio/pcma" -> AudioFormat.PCMA;
            default -> AudioFormat.PCM_24K;
        };
    }
}
