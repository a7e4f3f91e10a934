package dev.trunkline.observability.compare;

import dev.trunkline.observability.record.CallRecord;

/** The latencies of one call. Immutable. */
@SuppressWarnings("EnumOrdinal") // arrays by ordinal: there may be a hundred thousand of these
final class CallFigures {
    private static final ComparedLatency[] LATENCIES = ComparedLatency.values();
    private static final int[] NONE = {};

    /** About what the object itself takes, in figures. */
    private static final int OVERHEAD = 60;

    private final int draw;
    private final int[][] byLatency;

    private CallFigures(int draw, int[][] byLatency) {
        this.draw = draw;
        this.byLatency = byLatency;
    }

    static CallFigures of(CallRecord call, long seed) {
        int[][] byLatency = new int[LATENCIES.length][];
        for (int at = 0; at < byLatency.length; at++) {
            int[] us =
                    LATENCIES[at]
                            .us(call)
                            // 35 minutes either way: whatever is beyond is as good as that.
                            .mapToInt(one -> Math.clamp(one, Integer.MIN_VALUE, Integer.MAX_VALUE))
                            .toArray();
            byLatency[at] = us.length == 0 ? NONE : us;
        }
        return new CallFigures(draw(call.callId(), seed), byLatency);
    }

    /**
     * Uniform over all whole numbers, the same for the same call and seed: decides which calls stay
     * where there are too many.
     */
    int draw() {
        return draw;
    }

    /** Microseconds of one latency; not to be changed. */
    int[] us(ComparedLatency latency) {
        return byLatency[latency.ordinal()];
    }

    /** How much room it takes, in figures. */
    int size() {
        int size = OVERHEAD;
        for (int[] figures : byLatency) {
            size += figures.length;
        }
        return size;
    }

    /** The finaliser of SplitMix64 over the seed and the reference's hash. */
    private static int draw(String callId, long seed) {
        long mixed = seed * 0x9E3779B97F4A7C15L + callId.hashCode();
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return (int) (mixed ^ (mixed >>> 31));
    }
}
