package dev.trunkline.observability.metrics;

import dev.trunkline.observability.latency.LatencyMetric;
import io.prometheus.metrics.model.snapshots.Labels;

/**
 * The meters of one call. Any thread; {@link #count} neither locks nor allocates, so it may be
 * called for every frame.
 */
public final class CallMeters {
    /** A latency that is not known: {@link #latency} does not record it. */
    public static final long UNKNOWN_NANOS = Long.MIN_VALUE;

    private static final double NANOS_PER_SECOND = 1e9;

    private final CallSeries series;
    private final Labels exemplar;

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
        }
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
    public void latency(LatencyMetric metric, long nanos) {
        if (nanos == UNKNOWN_NANOS) {
            return;
        }
        if (nanos < 0) {
            count(CallCounter.DISCARDED_LATENCIES);
            return;
        }
        series.latency(metric).observeWithExemplar(nanos / NANOS_PER_SECOND, exemplar);
    }
}
