package dev.trunkline.observability.metrics;

import static java.util.Objects.requireNonNull;

import dev.trunkline.observability.latency.LatencyMetric;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The data points of one set of labels, looked up once and shared by all calls that have it.
 * Counters exist from the first call on, so that a rate sees their first increment; histograms only
 * once something was recorded, since each is dozens of series.
 */
final class CallSeries {
    private static final double MS_PER_SECOND = 1e3;

    private final MeterFamilies families;
    private final CallLabels labels;
    private final Map<CallCounter, CounterDataPoint> counters = new EnumMap<>(CallCounter.class);
    private final Map<CallOutcome, CounterDataPoint> outcomes = new EnumMap<>(CallOutcome.class);
    private final Map<LatencyMetric, DistributionDataPoint> latencies = new ConcurrentHashMap<>();

    CallSeries(MeterFamilies families, CallLabels labels) {
        this.families = families;
        this.labels = labels;
        for (CallCounter counter : CallCounter.values()) {
            counters.put(counter, families.counter(counter.meter(), labels, counter.labelValue()));
        }
        for (CallOutcome outcome : CallOutcome.values()) {
            if (outcome.isEnd()) {
                outcomes.put(
                        outcome,
                        families.counter(GatewayMeter.CALLS_ENDED, labels, outcome.label()));
            }
        }
    }

    void add(CallCounter counter, long n) {
        CounterDataPoint point = requireNonNull(counters.get(counter));
        if (counter.inMs()) {
            point.inc(n / MS_PER_SECOND);
        } else {
            point.inc(n);
        }
    }

    void ended(CallOutcome outcome) {
        requireNonNull(outcomes.get(outcome)).inc();
    }

    OpenSockets sockets() {
        return families.sockets();
    }

    DistributionDataPoint latency(LatencyMetric metric) {
        DistributionDataPoint known = latencies.get(metric);
        return known != null
                ? known
                : latencies.computeIfAbsent(metric, any -> families.latency(any, labels));
    }
}
