package dev.trunkline.gateway.config;

import dev.trunkline.gateway.config.keys.Key;
import dev.trunkline.gateway.config.keys.Mistakes;
import java.time.Duration;

/** How much at once. */
public record LimitsConfig(
        @Key(
                        value = "Calls at once; the next one hears the apology",
                        or = "500",
                        range = "1 to 100000")
                int maxCalls,
        @Key(
                        value =
                                "How late an event loop may run on average before new calls hear the"
                                        + " apology; taken again below half of it. 0ms: never refuse"
                                        + " for that",
                        or = "100ms",
                        range = "0ms to 10s")
                Duration maxLoopLag,
        @Key(
                        value =
                                "Heap in use after a collection, in percent of the most it may be,"
                                        + " above which new calls hear the apology; 100: never",
                        or = "90",
                        range = "50 to 100")
                int maxHeapPercent) {

    public LimitsConfig {
        new Mistakes()
                .range("maxCalls", maxCalls, 1, 100_000, "see the README for what a core holds")
                .range(
                        "maxLoopLag",
                        maxLoopLag,
                        Duration.ZERO,
                        Duration.ofSeconds(10),
                        "100ms are five frames of audio")
                .range("maxHeapPercent", maxHeapPercent, 50, 100, "90 leaves room for the calls")
                .throwIfAny();
    }
}
