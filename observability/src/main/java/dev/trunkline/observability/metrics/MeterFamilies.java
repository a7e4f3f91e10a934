package dev.trunkline.observability.metrics;

import dev.trunkline.observability.latency.LatencyMetric;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/** Registers what {@link GatewayMeter} and {@link LatencyMetric} declare. */
final class MeterFamilies {
    private static final List<String> CALL_LABELS = List.of("trunk_kind", "trunk", "leg", "agent");

    /** Seconds; dense between 20 ms and 3 s, where conversations are won and lost. */
    private static final double[] SPEECH_BUCKETS = {
        0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.125, 0.15, 0.175, 0.2, 0.25, 0.3, 0.35, 0.4,
        0.45, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.2, 1.4, 1.6, 1.8, 2, 2.25, 2.5, 2.75, 3, 4, 5, 7.5, 10,
        20, 60
    };

    /** Seconds; from 50 microseconds. */
    private static final double[] FINE_BUCKETS = {
        0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.015, 0.02, 0.03, 0.04, 0.06,
        0.08, 0.1, 0.25, 0.5, 1
    };

    private final PrometheusRegistry registry;
    private final OpenSockets sockets = new OpenSockets();
    private final Map<GatewayMeter, Counter> counters = new EnumMap<>(GatewayMeter.class);
    private final Map<LatencyMetric, Histogram> latencies = new EnumMap<>(LatencyMetric.class);

    MeterFamilies(PrometheusRegistry registry) {
        this.registry = registry;
        for (GatewayMeter meter : GatewayMeter.values()) {
            if (meter.counter()) {
                counters.put(meter, register(meter));
            }
        }
        for (LatencyMetric metric : LatencyMetric.values()) {
            latencies.put(metric, register(metric));
        }
        gauge(
                GatewayMeter.OPEN_SOCKETS,
                callback -> {
                    for (SocketSide side : SocketSide.values()) {
                        callback.call(sockets.open(side), side.label());
                    }
                });
    }

    OpenSockets sockets() {
        return sockets;
    }

    private Counter register(GatewayMeter meter) {
        boolean ofCalls = meter.type() == GatewayMeter.Type.COUNTER;
        List<String> labels = new ArrayList<>(ofCalls ? CALL_LABELS : List.of());
        labels.addAll(meter.labels());
        return Counter.builder()
                .name(meter.metricName())
                .help(meter.help())
                .labelNames(labels.toArray(String[]::new))
                .withoutExemplars() // sampling them would cost time on the frame path
                .register(registry);
    }

    private Histogram register(LatencyMetric metric) {
        boolean speech = metric.scale() == LatencyMetric.Scale.SPEECH;
        Histogram.Builder builder =
                Histogram.builder()
                        .name(metric.metricName())
                        .help(metric.help())
                        .classicUpperBounds(speech ? SPEECH_BUCKETS : FINE_BUCKETS)
                        .nativeInitialSchema(4) // buckets grow by 2^(1/16): 4.4 %
                        .nativeMaxNumberOfBuckets(160);
        if (metric.perCall()) {
            builder.labelNames(CALL_LABELS.toArray(String[]::new));
        } else {
            builder.withoutExemplars(); // there is no call to name
        }
        return builder.register(registry);
    }

    /** The one place that says which gauge reads what. */
    void registerGauges(GaugeReadings readings) {
        gauge(
                GatewayMeter.ACTIVE_CALLS,
                callback -> {
                    int active = 0;
                    for (CallPhase phase : CallPhase.values()) {
                        active += readings.calls(phase);
                    }
                    callback.call(active);
                });
        gauge(
                GatewayMeter.CALLS_IN_PHASE,
                callback -> {
                    for (CallPhase phase : CallPhase.values()) {
                        callback.call(readings.calls(phase), phase.label());
                    }
                });
        gauge(GatewayMeter.CALL_LIMIT, callback -> callback.call(readings.callLimit()));
        gauge(
                GatewayMeter.PREWARMED_SESSIONS,
                callback -> callback.call(readings.prewarmedSessions()));
    }

    void gauge(GatewayMeter meter, Consumer<GaugeWithCallback.Callback> callback) {
        GaugeWithCallback.builder()
                .name(meter.metricName())
                .help(meter.help())
                .labelNames(meter.labels().toArray(String[]::new))
                .callback(callback)
                .register(registry);
    }

    CounterDataPoint counter(GatewayMeter meter, CallLabels labels, String ownLabel) {
        Counter counter = Objects.requireNonNull(counters.get(meter));
        return ownLabel.isEmpty()
                ? counter.labelValues(values(labels))
                : counter.labelValues(
                        labels.trunkKind().label(),
                        labels.trunk(),
                        labels.leg().label(),
                        labels.agent(),
                        ownLabel);
    }

    /** Of the whole process; a value for each label of the meter. */
    CounterDataPoint counter(GatewayMeter meter, String... ownLabels) {
        Counter counter = Objects.requireNonNull(counters.get(meter));
        return ownLabels.length == 0 ? counter : counter.labelValues(ownLabels);
    }

    DistributionDataPoint latency(LatencyMetric metric, CallLabels labels) {
        Histogram histogram = Objects.requireNonNull(latencies.get(metric));
        return metric.perCall() ? histogram.labelValues(values(labels)) : histogram;
    }

    private static String[] values(CallLabels labels) {
        return new String[] {
            labels.trunkKind().label(), labels.trunk(), labels.leg().label(), labels.agent()
        };
    }
}
