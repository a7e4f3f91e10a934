package dev.trunkline.gateway.config;

import dev.trunkline.gateway.config.keys.Key;
import dev.trunkline.gateway.config.keys.Mistakes;

/** How much at once. */
public record LimitsConfig(
        @Key(
                        value = "Calls at once; the next one hears the apology",
                        or = "500",
                        range = "1 to 100000")
                int maxCalls) {

    public LimitsConfig {
        new Mistakes()
                .range("maxCalls", maxCalls, 1, 100_000, "see the README for what a core holds")
                .throwIfAny();
    }
}
