package dev.trunkline.gateway.trunk.choose;

import dev.trunkline.gateway.config.keys.Key;
import dev.trunkline.gateway.config.keys.Mistakes;
import java.time.Duration;

/** When a trunk that fails is left alone for a while. */
public record BreakerConfig(
        @Key(
                        value =
                                "Failures within `within` that open a trunk, if half of its calls or"
                                        + " more failed",
                        or = "5",
                        range = "1 to 1000")
                int failures,
        @Key(value = "How long a failure counts", or = "1m", range = "1s to 1h") Duration within,
        @Key(
                        value = "How long nothing goes over an open trunk; then one call probes it",
                        or = "30s",
                        range = "1s to 1h")
                Duration openFor) {

    public BreakerConfig {
        Duration least = Duration.ofSeconds(1);
        Duration most = Duration.ofHours(1);
        new Mistakes()
                .range("failures", failures, 1, 1_000, "5 is the default")
                .range("within", within, least, most, "1m is the default")
                .range("openFor", openFor, least, most, "30s is the default")
                .throwIfAny();
    }
}
