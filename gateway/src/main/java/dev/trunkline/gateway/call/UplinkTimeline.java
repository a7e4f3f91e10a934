package dev.trunkline.gateway.call;

/**
 * Where the caller's audio stands on the leg's own media clock, and how much silence is missing
 * from it: phones and networks stop sending during silence, and a model that detects voice by
 * counting samples would then wait for ever. Pure arithmetic; time is an argument.
 */
final class UplinkTimeline {
    private final long limitMs;
    private final long silenceAfterMs;
    private final int frameMs;

    private boolean started;
    private long expectedMs;
    private long lastArrivalNanos;

    /** Silence sent ahead of the timestamps, while nothing came. */
    private long aheadMs;

    private boolean late;

    /**
     * A timeline that begins with the first frame.
     *
     * @param frameMs silence is filled in whole frames of this
     * @param limitMs the most that one gap is filled with
     * @param silenceAfterMs after this long without a frame, silence is sent without waiting for
     *     the next timestamp
     */
    UplinkTimeline(int frameMs, long limitMs, long silenceAfterMs) {
        this.frameMs = frameMs;
        this.limitMs = limitMs;
        this.silenceAfterMs = silenceAfterMs;
    }

    /**
     * Counts a frame in.
     *
     * @return milliseconds of silence that belong before it
     */
    long arrived(long timestampMs, long durationMs, long nowNanos) {
        long gapMs = started ? timestampMs - expectedMs : 0;
        long fillMs = 0;
        late = gapMs <= -frameMs;
        if (gapMs >= frameMs) {
            fillMs = wholeFrames(Math.min(gapMs, limitMs) - aheadMs);
            aheadMs = 0;
        } else if (gapMs > -frameMs) {
            aheadMs =
                    0; // what was late came after all, in a burst: the silence stays as it was sent
        }
        started = true;
        expectedMs = Math.max(expectedMs, timestampMs + durationMs);
        lastArrivalNanos = nowNanos;
        return fillMs;
    }

    /** Whether the frame just counted in is older than one that came before it. */
    boolean wasLate() {
        return late;
    }

    /** Milliseconds of silence that are due because nothing has come; counted as sent. */
    long idle(long nowNanos) {
        if (!started) {
            return 0;
        }
        long quietMs = (nowNanos - lastArrivalNanos) / 1_000_000L;
        if (quietMs < silenceAfterMs) {
            return 0;
        }
        long fillMs = wholeFrames(Math.min(quietMs, limitMs) - aheadMs);
        aheadMs += fillMs;
        return fillMs;
    }

    private long wholeFrames(long ms) {
        return ms <= 0 ? 0 : ms / frameMs * frameMs;
    }
}
