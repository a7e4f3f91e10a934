package dev.trunkline.gateway.config;

import dev.trunkline.gateway.config.keys.Key;
import dev.trunkline.gateway.config.keys.Mistakes;
import java.time.Duration;

/** When a model that says nothing is given up: its session counts as lost. */
public record StallConfig(
        @Key(
                        value =
                                "Time without an event while an answer is asked for; longer where the"
                                        + " model reasons",
                        or = "15s",
                        range = "1s to 5m")
                Duration beforeAnswer,
        @Key(
                        value = "Time without an event in an answer that has begun",
                        or = "4s",
                        range = "1s to 5m")
                Duration inAnswer) {

    public StallConfig {
        Duration least = Duration.ofSeconds(1);
        Duration most = Duration.ofMinutes(5);
        new Mistakes()
                .range("beforeAnswer", beforeAnswer, least, most, "15s is the default")
                .range("inAnswer", inAnswer, least, most, "4s is the default")
                .throwIfAny();
    }
}
