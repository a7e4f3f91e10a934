package dev.trunkline.gateway.config;

import dev.trunkline.gateway.config.keys.Key;
import dev.trunkline.gateway.config.keys.Mistakes;
import java.time.Duration;

/** How far another session is tried for a call whose own was lost. */
public record TakeoverConfig(
        @Key(
                        value = "Tries for a call whose session is lost; 0: the call ends",
                        or = "5",
                        range = "0 to 20")
                int attempts,
        @Key(
                        value = "A call that has no session again by then ends",
                        or = "10s",
                        range = "100ms to 1m")
                Duration within) {

    public TakeoverConfig {
        new Mistakes()
                .range("attempts", attempts, 0, 20, "5 is the default")
                .range(
                        "within",
                        within,
                        Duration.ofMillis(100),
                        Duration.ofMinutes(1),
                        "10s is the default")
                .throwIfAny();
    }
}
