package dev.trunkline.gateway.agent;

import dev.trunkline.gateway.config.keys.Key;
import dev.trunkline.gateway.config.keys.Mistakes;
import org.jspecify.annotations.Nullable;

/** How the model finds the end of the caller's turn; {@code type} selects one of the two. */
public sealed interface TurnDetection {

    /** By silence ({@code server_vad}). */
    record ServerVad(
            @Key(
                            value = "How loud speech must be; higher for noisy lines",
                            or = "0.5",
                            range = "0.0 to 1.0")
                    double threshold,
            @Key(
                            value = "Audio from before the onset that is kept",
                            or = "300",
                            range = "0 to 5000")
                    int prefixPaddingMs,
            @Key(value = "Silence that ends the turn", or = "500", range = "50 to 5000")
                    int silenceDurationMs,
            @Key(
                            value =
                                    "Silence after the agent's words until it speaks again; never"
                                            + " if not set",
                            range = "5000 to 30000")
                    @Nullable Integer idleTimeoutMs)
            implements TurnDetection {

        public ServerVad {
            new Mistakes()
                    .range("threshold", threshold, 0.0, 1.0, "0.5 suits most phone lines")
                    .range("prefixPaddingMs", prefixPaddingMs, 0, 5_000, "300 suits most")
                    .range(
                            "silenceDurationMs",
                            silenceDurationMs,
                            50,
                            5_000,
                            "200 answers fast and cuts people off, 800 waits")
                    .range(
                            "idleTimeoutMs",
                            idleTimeoutMs == null ? 5_000 : idleTimeoutMs,
                            5_000,
                            30_000,
                            "leave it out to wait for ever")
                    .throwIfAny();
        }
    }

    /** By what was said ({@code semantic_vad}). */
    record SemanticVad(
            @Key(
                            value = "How soon the agent takes its turn: waits at most 8, 4 or 2 s",
                            or = "auto",
                            range = "low, medium, high, auto")
                    Eagerness eagerness)
            implements TurnDetection {}

    /** {@code auto} is the model's choice, now medium. */
    enum Eagerness {
        LOW,
        MEDIUM,
        HIGH,
        AUTO
    }
}
