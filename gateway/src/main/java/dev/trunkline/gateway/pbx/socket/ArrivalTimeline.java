package dev.trunkline.gateway.pbx.socket;

/**
 * A media clock for messages that bring none: Asterisk's carry no timestamp and no number, so a
 * lost one can only be guessed. Time goes on by the audio's own duration, and by whole messages
 * more where one comes later than the unevenness of arrival so far explains. Pure arithmetic; time
 * is an argument; allocates nothing.
 *
 * <pre>
 *   arrival  |--20--|--20--|--------61--------|--20--|
 *   media    |--20--|--20--|  gap 40   |--20--|--20--|
 * </pre>
 *
 * <p>TCP delivers late rather than never: what was taken for a gap may come after all, in a burst.
 * The clock is then ahead of the arrivals, and the next gap is that much shorter.
 */
final class ArrivalTimeline {
    /** Below this lateness never tells of a gap: timers and schedulers are that uneven. */
    private static final long LEAST_GAP_NANOS = 15_000_000;

    /** Lateness beyond this many times the jitter is none. */
    private static final int JITTERS = 4;

    private static final long FIRST_JITTER_NANOS = 2_000_000;

    /** How much ahead of the arrivals the clock may get. */
    private static final long MOST_AHEAD_NANOS = 200_000_000;

    /** RFC 3550 A.8: the gain of the jitter's mean; the clock follows drift as slowly. */
    private static final int GAIN = 16;

    private boolean started;
    private long expectedNanos;
    private long lastArrivalNanos;
    private long lastDurationNanos;
    private long mediaNanos;
    private long nextMediaNanos;
    private long jitterNanos = FIRST_JITTER_NANOS;

    /**
     * Counts a message in.
     *
     * @return how much audio is missing before it, in whole messages; 0 mostly
     */
    long arrived(long durationNanos, long arrivalNanos) {
        long gapNanos = started ? gap(durationNanos, arrivalNanos) : 0;
        if (!started) {
            expectedNanos = arrivalNanos;
        }
        started = true;
        mediaNanos = nextMediaNanos + gapNanos;
        nextMediaNanos = mediaNanos + durationNanos;
        expectedNanos += durationNanos;
        lastArrivalNanos = arrivalNanos;
        lastDurationNanos = durationNanos;
        return gapNanos;
    }

    private long gap(long durationNanos, long arrivalNanos) {
        long lateNanos = arrivalNanos - expectedNanos;
        long deviation = Math.abs(arrivalNanos - lastArrivalNanos - lastDurationNanos);
        if (lateNanos > Math.max(LEAST_GAP_NANOS, JITTERS * jitterNanos)) {
            long gapNanos = Math.max(1, Math.round((double) lateNanos / durationNanos));
            expectedNanos = arrivalNanos;
            return gapNanos * durationNanos;
        }
        jitterNanos += (deviation - jitterNanos) / GAIN;
        expectedNanos =
                lateNanos > 0
                        ? expectedNanos + lateNanos / GAIN
                        : Math.min(expectedNanos, arrivalNanos + MOST_AHEAD_NANOS);
        return 0;
    }

    /** Where the message just counted in begins, on the made-up clock. */
    long mediaNanos() {
        return mediaNanos;
    }

    /** Mean deviation of arrivals from the audio's own pace, gaps left out. */
    long jitterNanos() {
        return jitterNanos;
    }
}
