package dev.trunkline.gateway.agent;

import dev.trunkline.gateway.config.keys.Key;
import dev.trunkline.gateway.config.keys.Mistakes;
import java.time.Duration;
import java.util.List;

/** How the agent ends a call. */
public record HangUp(
        @Key(value = "Whether the model has the tool `hang_up`", or = "true") boolean tool,
        @Key("Words of the agent after which the call ends; upper and lower case are the same")
                List<String> phrases,
        @Key(value = "How long to wait for the goodbye to be heard", or = "10s", range = "0s to 1m")
                Duration farewellLimit) {

    public HangUp {
        phrases = List.copyOf(phrases);
        new Mistakes()
                .check(
                        phrases.stream().noneMatch(String::isBlank),
                        "phrases",
                        "(an empty one)",
                        "phrases of at least one word",
                        "remove it: every answer would end the call")
                .range(
                        "farewellLimit",
                        farewellLimit,
                        Duration.ZERO,
                        Duration.ofMinutes(1),
                        "a goodbye takes some seconds")
                .throwIfAny();
    }
}
