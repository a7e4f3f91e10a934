package dev.trunkline.gateway.config;

import dev.trunkline.gateway.config.keys.Key;
import dev.trunkline.gateway.config.keys.Mistakes;
import dev.trunkline.observability.compare.ModelRates;

/** What the model costs: by a million tokens of each kind, or by the minute. */
public record ModelPrices(
        @Key(value = "A million text tokens in", or = "0", range = "0 to 100000")
                double inputTextPerMillion,
        @Key(value = "A million audio tokens in", or = "0", range = "0 to 100000")
                double inputAudioPerMillion,
        @Key(value = "A million cached text tokens in", or = "0", range = "0 to 100000")
                double cachedTextPerMillion,
        @Key(value = "A million cached audio tokens in", or = "0", range = "0 to 100000")
                double cachedAudioPerMillion,
        @Key(value = "A million text tokens out", or = "0", range = "0 to 100000")
                double outputTextPerMillion,
        @Key(value = "A million audio tokens out", or = "0", range = "0 to 100000")
                double outputAudioPerMillion,
        @Key(
                        value = "A minute of an answered call, where a model is paid that way",
                        or = "0",
                        range = "0 to 1000")
                double perMinute) {

    private static final double MOST = 100_000;
    private static final String ADVICE = "give the price of a million tokens";

    public ModelPrices {
        new Mistakes()
                .range("inputTextPerMillion", inputTextPerMillion, 0, MOST, ADVICE)
                .range("inputAudioPerMillion", inputAudioPerMillion, 0, MOST, ADVICE)
                .range("cachedTextPerMillion", cachedTextPerMillion, 0, MOST, ADVICE)
                .range("cachedAudioPerMillion", cachedAudioPerMillion, 0, MOST, ADVICE)
                .range("outputTextPerMillion", outputTextPerMillion, 0, MOST, ADVICE)
                .range("outputAudioPerMillion", outputAudioPerMillion, 0, MOST, ADVICE)
                .range("perMinute", perMinute, 0, 1_000, "give the price of a minute")
                .throwIfAny();
    }

    /** As the comparison takes them. */
    ModelRates forComparison() {
        return new ModelRates(
                inputTextPerMillion,
                inputAudioPerMillion,
                cachedTextPerMillion,
                cachedAudioPerMillion,
                outputTextPerMillion,
                outputAudioPerMillion,
                perMinute);
    }
}
