package dev.trunkline.observability.latency;

import static dev.trunkline.observability.latency.LatencySink.UNKNOWN_NANOS;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * When each moment of one turn, one barge-in or one call came, and what follows from two of them.
 * The one place where a latency is derived from its declaration.
 */
@SuppressWarnings("EnumOrdinal") // an array by ordinal: no boxing
final class Moments {
    private static final LatencyMetric[] METRICS = LatencyMetric.values();

    private final long[] nanos = new long[Moment.values().length];

    Moments() {
        forget();
    }

    void forget() {
        Arrays.fill(nanos, UNKNOWN_NANOS);
    }

    void set(Moment moment, long atNanos) {
        nanos[moment.ordinal()] = atNanos;
    }

    /** When it came, or {@link LatencySink#UNKNOWN_NANOS}. */
    long at(Moment moment) {
        return nanos[moment.ordinal()];
    }

    boolean knows(Moment moment) {
        return at(moment) != UNKNOWN_NANOS;
    }

    /** The time from one to the other, or {@link LatencySink#UNKNOWN_NANOS}. */
    long nanos(LatencyMetric metric) {
        Moment from = metric.fromMoment();
        Moment to = metric.toMoment();
        return from == null || to == null || !knows(from) || !knows(to)
                ? UNKNOWN_NANOS
                : at(to) - at(from);
    }

    /** The same in microseconds, or null. */
    @Nullable Long us(LatencyMetric metric) {
        Moment from = metric.fromMoment();
        Moment to = metric.toMoment();
        // Each moment is rounded, not the difference: the parts of a turn then sum exactly.
        return from == null || to == null || !knows(from) || !knows(to)
                ? null
                : Long.valueOf(toUs(at(to)) - toUs(at(from)));
    }

    /** Hands every latency of {@code scope} on whose both ends are known. */
    void derive(LatencyMetric.Scope scope, LatencySink sink) {
        for (LatencyMetric metric : METRICS) {
            if (metric.scope() == scope) {
                sink.latency(metric, nanos(metric));
            }
        }
    }

    static long toUs(long nanos) {
        return Math.floorDiv(nanos + 500, 1_000L);
    }
}
