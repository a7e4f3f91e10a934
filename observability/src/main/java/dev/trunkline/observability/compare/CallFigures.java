package dev.trunkline.observability.compare;

import dev.trunkline.observability.latency.BargeInTimes;
import dev.trunkline.observability.latency.LatencyMetric;
import dev.trunkline.observability.latency.TurnTimes;
import dev.trunkline.observability.record.CallRecord;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The latencies of one call. Immutable. */
final class CallFigures {
    private static final int[] NONE = {};

    /** About what the object itself takes, in figures. */
    private static final int OVERHEAD = 60;

    private final int draw;
    private final int[][] byMetric;

    private CallFigures(int draw, int[][] byMetric) {
        this.draw = draw;
        this.byMetric = byMetric;
    }

    static CallFigures of(CallRecord call, long seed) {
        int[][] byMetric = new int[ComparisonReport.METRICS.size()][];
        for (int at = 0; at < byMetric.length; at++) {
            LatencyMetric metric = ComparisonReport.METRICS.get(at);
            byMetric[at] =
                    switch (metric) {
                        case BARGE_IN_REACTION -> of(call.bargeIns(), BargeInTimes::reactionUs);
                        case BARGE_IN_SILENCE -> of(call.bargeIns(), BargeInTimes::silenceUs);
                        case BARGE_IN_LEAKED -> of(call.bargeIns(), BargeInTimes::leakedUs);
                        default -> of(call.turns(), (TurnTimes turn) -> turn.us(metric));
                    };
        }
        return new CallFigures(draw(call.callId(), seed), byMetric);
    }

    /**
     * Uniform over all whole numbers, the same for the same call and seed: decides which calls stay
     * where there are too many.
     */
    int draw() {
        return draw;
    }

    /** Microseconds of one of {@link ComparisonReport#METRICS}; not to be changed. */
    int[] us(int metric) {
        return byMetric[metric];
    }

    /** How much room it takes, in figures. */
    int size() {
        int size = OVERHEAD;
        for (int[] figures : byMetric) {
            size += figures.length;
        }
        return size;
    }

    private static <T> int[] of(List<T> rows, Function<T, @Nullable Long> latency) {
        if (rows.isEmpty()) {
            return NONE;
        }
        return rows.stream()
                .map(latency)
                .filter(Objects::nonNull)
                // 35 minutes either way: whatever is beyond is as good as that.
                .mapToInt(us -> Math.clamp(us, Integer.MIN_VALUE, Integer.MAX_VALUE))
                .toArray();
    }

    /** The finaliser of SplitMix64 over the seed and the reference's hash. */
    private static int draw(String callId, long seed) {
        long mixed = seed * 0x9E3779B97F4A7C15L + callId.hashCode();
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return (int) (mixed ^ (mixed >>> 31));
    }
}
