package dev.trunkline.gateway.config;

import dev.trunkline.gateway.config.keys.Key;
import dev.trunkline.gateway.config.keys.Mistakes;
import org.jspecify.annotations.Nullable;

/** What one tenant's calls out may take; agents and requests name the tenant. */
public record TenantConfig(
        @Key(value = "Name of the tenant", entryName = true) String name,
        @Key(value = "Its calls out at once; no limit of its own if not set", range = "1 to 100000")
                @Nullable Integer maxCalls) {

    public TenantConfig {
        new Mistakes()
                .range(
                        "maxCalls",
                        maxCalls == null ? 1 : maxCalls,
                        1,
                        100_000,
                        "leave it out for no limit")
                .throwIfAny();
    }
}
