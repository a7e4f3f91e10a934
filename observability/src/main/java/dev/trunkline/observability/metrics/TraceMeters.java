package dev.trunkline.observability.metrics;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** What became of what was to be sent as traces. Any thread. */
public final class TraceMeters {
    private final Map<TraceResult, CounterDataPoint> parts = new EnumMap<>(TraceResult.class);

    TraceMeters(MeterFamilies families) {
        for (TraceResult result : TraceResult.values()) {
            parts.put(result, families.counter(GatewayMeter.TRACES, result.label()));
        }
    }

    /** This came of so many more calls and tools. */
    public void count(TraceResult result, int more) {
        Objects.requireNonNull(parts.get(result)).inc(more);
    }
}
