package dev.trunkline.gateway.config;

import dev.trunkline.gateway.config.keys.Key;
import dev.trunkline.gateway.config.keys.Mistakes;
import java.time.Duration;

/** How far another session is tried for a call whose own was lost, or nears its limit. */
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
                Duration within,
        @Key(
                        value =
                                "The next session is opened so long before the model's limit, and gone"
                                        + " over to in a silent moment",
                        or = "2m",
                        range = "1s to 30m")
                Duration before) {

    public TakeoverConfig {
        new Mistakes()
                .range("attempts", attempts, 0, 20, "5 is the default")
                .range(
                        "within",
                        within,
                        Duration.ofMillis(100),
                        Duration.ofMinutes(1),
                        "10s is the default")
                .range(
                        "before",
                        before,
                        Duration.ofSeconds(1),
                        Duration.ofMinutes(30),
                        "2m is the default")
                .throwIfAny();
    }
}
