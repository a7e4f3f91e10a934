package dev.trunkline.gateway.config.pbx;

import dev.trunkline.codecs.opus.OpusEngine;
import dev.trunkline.codecs.opus.OpusEngineChoice;
import dev.trunkline.codecs.opus.OpusSettings;
import dev.trunkline.gateway.config.keys.Key;
import dev.trunkline.gateway.config.keys.Mistakes;
import org.jspecify.annotations.Nullable;

/**
 * How Opus is encoded and decoded.
 *
 * @param complexity null: what suits the engine
 */
public record OpusConfig(
        @Key(
                        value = "What encodes and decodes: the system's libopus, or Java",
                        or = "auto",
                        range = "auto, concentus, libopus")
                OpusEngineChoice engine,
        @Key(value = "CPU against quality; if not set 1 for libopus, 0 for Java", range = "0 to 10")
                @Nullable Integer complexity,
        @Key(
                        value =
                                "Loss that packets are made robust against until the PBX reports its own",
                        or = "5",
                        range = "0 to 100")
                int expectedLossPercent) {

    /** On one core: what 200 calls at once leave room for. */
    private static final int COMPLEXITY_OF_LIBOPUS = 1;

    /** Java takes about twice the time. */
    private static final int COMPLEXITY_IN_JAVA = 0;

    public OpusConfig {
        new Mistakes()
                .range(
                        "complexity",
                        complexity == null ? 0 : complexity,
                        0,
                        10,
                        "leave it out for the engine's own")
                .range("expectedLossPercent", expectedLossPercent, 0, 100, "5 is the default")
                .throwIfAny();
    }

    /**
     * How an agent's voice is encoded.
     *
     * @param wide whether there is more in it than a telephone's 4 kHz
     */
    public OpusSettings voice(boolean wide, OpusEngine encoding) {
        OpusSettings settings = wide ? OpusSettings.widebandCall() : OpusSettings.narrowbandCall();
        int usual = encoding.name().equals("libopus") ? COMPLEXITY_OF_LIBOPUS : COMPLEXITY_IN_JAVA;
        return settings.withComplexity(complexity == null ? usual : complexity)
                .withFecForLoss(expectedLossPercent);
    }
}
