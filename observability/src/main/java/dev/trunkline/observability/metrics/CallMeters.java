package dev.trunkline.observability.metrics;

import dev.trunkline.observability.latency.LatencyHistogram;
import dev.trunkline.observability.latency.LatencyMetric;
import dev.trunkline.observability.latency.LatencySink;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.EnumMap;
import java.util.Map;

/**
 * The meters of one call: what it adds to the gateway's series, and its own sums beside them.
 * Confined to the call's event loop, or to that of its prewarmed session until the call takes that
 * over. {@link #count} neither locks nor allocates, so it may be called for every frame.
 */
@SuppressWarnings("EnumOrdinal") // an array by ordinal: counting allocates nothing
public final class CallMeters implements LatencySink {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final CallCounter[] COUNTERS = CallCounter.values();

    private final CallSeries series;
    private final Labels exemplar;
    private final long[] counted = new long[COUNTERS.length];
    private Map<LatencyMetric, LatencyHistogram> histograms = new EnumMap<>(LatencyMetric.class);

    CallMeters(CallSeries series, String callReference) {
        this.series = series;
        this.exemplar = Labels.of("call", callReference);
    }

    /** One more. Hot path: allocates nothing. */
    public void count(CallCounter counter) {
        count(counter, 1);
    }

    /**
     * {@code n} more, in the counter's {@link CallCounter#unit}. Hot path: allocates nothing.
     *
     * @param n 0 or more; a negative number is not counted, since counters never fall
     */
    public void count(CallCounter counter, long n) {
        if (n > 0) {
            series.add(counter, n);
            counted[counter.ordinal()] += n;
        }
    }

    /** What this call alone has counted, in the counter's unit; read it on the call's loop. */
    public long counted(CallCounter counter) {
        return counted[counter.ordinal()];
    }

    /**
     * The figures of this call alone so far, one histogram for each latency that was seen. A copy,
     * which takes up to a millisecond; read it on the call's loop.
     */
    public Map<LatencyMetric, LatencyHistogram> histograms() {
        Map<LatencyMetric, LatencyHistogram> copies = new EnumMap<>(LatencyMetric.class);
        histograms.forEach((metric, histogram) -> copies.put(metric, histogram.copy()));
        return copies;
    }

    /**
     * The same of a call that is over, without a copy: they are the taker's from now on, on
     * whatever thread, and what is recorded later begins new ones.
     */
    public Map<LatencyMetric, LatencyHistogram> takeHistograms() {
        Map<LatencyMetric, LatencyHistogram> taken = histograms;
        histograms = new EnumMap<>(LatencyMetric.class);
        return taken;
    }

    /** Counts the call's one outcome. */
    public void ended(CallOutcome outcome) {
        series.ended(outcome);
    }

    /** A media socket was opened; {@link #socketClosed} follows once. */
    public void socketOpened(SocketSide side) {
        series.sockets().add(side, 1);
    }

    public void socketClosed(SocketSide side) {
        series.sockets().add(side, -1);
    }

    /**
     * Records one latency, with the call's reference as exemplar. For events, not for frames.
     *
     * @param nanos {@link #UNKNOWN_NANOS} is not recorded; a negative one is counted as discarded,
     *     since the end of a latency does not lie before its begin
     */
    @Override
    public void latency(LatencyMetric metric, long nanos) {
        if (nanos == UNKNOWN_NANOS) {
            return;
        }
        if (nanos < 0) {
            count(CallCounter.DISCARDED_LATENCIES);
            return;
        }
        histograms.computeIfAbsent(metric, _ -> new LatencyHistogram()).record(nanos);
        series.latency(metric).observeWithExemplar(nanos / NANOS_PER_SECOND, exemplar);
    }
}
