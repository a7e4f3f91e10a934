package dev.trunkline.loadtest.model;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * When a caller's turn begins and ends, and what follows from it.
 *
 * @param idleTimeoutMs 0 for none
 */
record TurnDetection(
        double threshold,
        int prefixPaddingMs,
        int silenceDurationMs,
        int idleTimeoutMs,
        boolean createResponse,
        boolean interruptResponse) {

    /** Reads the effective {@code turn_detection}; null if the client commits turns itself. */
    static @Nullable TurnDetection of(JsonNode effective) {
        if (!effective.isObject()) {
            return null;
        }
        boolean semantic = "semantic_vad".equals(effective.path("type").asText());
        int silenceMs =
                semantic
                        ? eagernessMs(effective.path("eagerness").asText())
                        : effective.path("silence_duration_ms").asInt();
        return new TurnDetection(
                semantic ? 0.5 : effective.path("threshold").asDouble(),
                semantic ? 300 : effective.path("prefix_padding_ms").asInt(),
                silenceMs,
                effective.path("idle_timeout_ms").asInt(0),
                effective.path("create_response").asBoolean(true),
                effective.path("interrupt_response").asBoolean(true));
    }

    /**
     * The service waits at most 8, 4 or 2 s and mostly much less; there is no meaning to judge
     * here, so a fixed pause stands for it.
     */
    private static int eagernessMs(String eagerness) {
        return switch (eagerness) {
            case "low" -> 1_600;
            case "high" -> 400;
            default -> 800;
        };
    }
}
