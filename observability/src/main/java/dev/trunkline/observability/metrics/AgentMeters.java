package dev.trunkline.observability.metrics;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** What is known of the agents in force, and of changes to them. Any thread. */
public final class AgentMeters {
    private static final double MS_PER_SECOND = 1_000;

    private final Map<AgentReloadResult, CounterDataPoint> reloads =
            new EnumMap<>(AgentReloadResult.class);

    private volatile IntSupplier count = () -> 0;
    private volatile Supplier<Instant> loadedAt = () -> Instant.EPOCH;

    AgentMeters(MeterFamilies families) {
        for (AgentReloadResult result : AgentReloadResult.values()) {
            reloads.put(result, families.counter(GatewayMeter.AGENT_RELOADS, result.label()));
        }
        families.gauge(GatewayMeter.AGENTS, callback -> callback.call(count.getAsInt()));
        families.gauge(
                GatewayMeter.AGENTS_LOADED_TIMESTAMP_SECONDS,
                callback -> callback.call(loadedAt.get().toEpochMilli() / MS_PER_SECOND));
    }

    /** Agents were found changed, and this came of it. */
    public void reloaded(AgentReloadResult result) {
        Objects.requireNonNull(reloads.get(result)).inc();
    }

    /** Says where the number of agents and the time of their loading are read, at every scrape. */
    public void reads(IntSupplier agents, Supplier<Instant> loaded) {
        count = agents;
        loadedAt = loaded;
    }
}
