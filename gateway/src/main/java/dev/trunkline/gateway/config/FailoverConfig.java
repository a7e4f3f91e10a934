package dev.trunkline.gateway.config;

import dev.trunkline.gateway.config.keys.Key;
import dev.trunkline.gateway.config.keys.Mistakes;
import java.time.Duration;

/** How far a call out that fails is tried over other trunks. */
public record FailoverConfig(
        @Key(
                        value = "Tries of one call, the first included; 1: no failover",
                        or = "3",
                        range = "1 to 10")
                int maxAttempts,
        @Key(
                        value = "No further try begins later than this after the first",
                        or = "20s",
                        range = "0s to 5m")
                Duration within) {

    public FailoverConfig {
        new Mistakes()
                .range("maxAttempts", maxAttempts, 1, 10, "3 is the default")
                .range("within", within, Duration.ZERO, Duration.ofMinutes(5), "20s is the default")
                .throwIfAny();
    }
}
