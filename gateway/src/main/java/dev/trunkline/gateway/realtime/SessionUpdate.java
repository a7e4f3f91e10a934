package dev.trunkline.gateway.realtime;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.gateway.agent.AgentProfile;
import dev.trunkline.gateway.agent.NoiseReduction;
import dev.trunkline.gateway.agent.TurnDetection;
import dev.trunkline.gateway.call.Modality;
import dev.trunkline.gateway.config.RealtimeConfig.Dialect;
import java.util.Locale;

/**
 * The session's settings from an agent's profile, complete: nothing is left to a vendor's default
 * that may change (OpenAI Realtime reference, {@code session.update}).
 */
final class SessionUpdate {
    private static final JsonMapper JSON = new JsonMapper();

    private SessionUpdate() {}

    static ObjectNode session(
            AgentProfile agent, Modality modality, AudioFormat format, Dialect dialect) {
        return switch (dialect) {
            case GA -> ga(agent, modality, format);
            case BETA -> beta(agent, modality, format);
        };
    }

    /**
     * The same for a session that has spoken: without the voice, which cannot change any more and
     * with which the whole update would be refused.
     */
    static ObjectNode later(
            AgentProfile agent, Modality modality, AudioFormat format, Dialect dialect) {
        ObjectNode session = session(agent, modality, format, dialect);
        session.remove("voice");
        if (session.at("/audio/output") instanceof ObjectNode output) {
            output.remove("voice");
        }
        return session;
    }

    private static ObjectNode ga(AgentProfile agent, Modality modality, AudioFormat format) {
        ObjectNode session = JSON.createObjectNode().put("type", "realtime");
        session.putArray("output_modalities").add(modality == Modality.TEXT ? "text" : "audio");
        session.put("instructions", agent.instructions());
        ObjectNode audio = session.putObject("audio");
        if (modality == Modality.TEXT) {
            // No audio is appended: nothing is to be detected, every answer is asked for.
            audio.putObject("input").putNull("turn_detection");
        } else {
            gaAudio(audio, agent, format);
        }
        ToolDefinitions.write(session.putArray("tools"), agent);
        session.put("tool_choice", "auto");
        maxTokens(session, "max_output_tokens", agent);
        return session;
    }

    private static void gaAudio(ObjectNode audio, AgentProfile agent, AudioFormat format) {
        ObjectNode input = audio.putObject("input");
        gaFormat(input.putObject("format"), format);
        transcription(input, "transcription", agent);
        noiseReduction(input, "noise_reduction", agent);
        turnDetection(input.putObject("turn_detection"), agent);
        ObjectNode output = audio.putObject("output");
        gaFormat(output.putObject("format"), format);
        output.put("voice", agent.voice()).put("speed", agent.speed());
    }

    /** The shape before the general release: some compatible servers still want it. */
    private static ObjectNode beta(AgentProfile agent, Modality modality, AudioFormat format) {
        ObjectNode session = JSON.createObjectNode();
        ArrayNode modalities = session.putArray("modalities").add("text");
        session.put("instructions", agent.instructions());
        if (modality == Modality.TEXT) {
            session.putNull("turn_detection");
        } else {
            modalities.add("audio");
            betaAudio(session, agent, format);
        }
        ToolDefinitions.write(session.putArray("tools"), agent);
        session.put("tool_choice", "auto");
        maxTokens(session, "max_response_output_tokens", agent);
        return session;
    }

    private static void betaAudio(ObjectNode session, AgentProfile agent, AudioFormat format) {
        String name =
                switch (format) {
                    case PCMU -> "g711_ulaw";
                    case PCMA -> "g711_alaw";
                    default -> "pcm16";
                };
        session.put("input_audio_format", name).put("output_audio_format", name);
        transcription(session, "input_audio_transcription", agent);
        noiseReduction(session, "input_audio_noise_reduction", agent);
        turnDetection(session.putObject("turn_detection"), agent);
        session.put("voice", agent.voice()).put("speed", agent.speed());
    }

    private static void gaFormat(ObjectNode node, AudioFormat format) {
        switch (format) {
            case PCMU -> node.put("type", "audio/pcmu");
            case PCMA -> node.put("type", "audio/pcma");
            case PCM_24K -> node.put("type", "audio/pcm").put("rate", format.sampleRateHz());
            case PCM_8K, PCM_16K, PCM_48K ->
                    throw new IllegalArgumentException(
                            format + ": a session takes pcmu, pcma or 24 kHz pcm");
        }
    }

    private static void transcription(ObjectNode parent, String field, AgentProfile agent) {
        if (agent.transcription() == null) {
            parent.putNull(field);
            return;
        }
        ObjectNode node = parent.putObject(field).put("model", agent.transcription().model());
        if (agent.transcription().language() != null) {
            node.put("language", agent.transcription().language());
        }
    }

    private static void noiseReduction(ObjectNode parent, String field, AgentProfile agent) {
        if (agent.noiseReduction() == NoiseReduction.OFF) {
            parent.putNull(field);
        } else {
            parent.putObject(field)
                    .put("type", agent.noiseReduction().name().toLowerCase(Locale.ROOT));
        }
    }

    private static void turnDetection(ObjectNode node, AgentProfile agent) {
        switch (agent.turnDetection()) {
            case TurnDetection.ServerVad vad -> {
                node.put("type", "server_vad")
                        .put("threshold", vad.threshold())
                        .put("prefix_padding_ms", vad.prefixPaddingMs())
                        .put("silence_duration_ms", vad.silenceDurationMs());
                if (vad.idleTimeoutMs() != null) {
                    node.put("idle_timeout_ms", vad.idleTimeoutMs());
                }
            }
            case TurnDetection.SemanticVad vad ->
                    node.put("type", "semantic_vad")
                            .put("eagerness", vad.eagerness().name().toLowerCase(Locale.ROOT));
        }
        // Where the gateway decides what interrupts, it also asks for the answers.
        boolean modelDecides = agent.interruption().decidedByModel();
        node.put("create_response", modelDecides).put("interrupt_response", modelDecides);
    }

    private static void maxTokens(ObjectNode session, String field, AgentProfile agent) {
        if (agent.maxOutputTokens() == null) {
            session.put(field, "inf");
        } else {
            session.put(field, agent.maxOutputTokens());
        }
    }
}
