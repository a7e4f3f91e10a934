package dev.trunkline.gateway.pbx;

/**
 * The 20 ms beat of legs that send at real-time rate themselves: by an absolute schedule, so that
 * it never drifts against the clock. Confined to one event loop.
 */
public interface FramePacer {
    /** Between two beats. */
    int FRAME_MS = 20;

    /** Begins to beat for {@code beat}, within one frame from now. */
    Pacing begin(Beat beat);

    /** What happens on each beat. */
    @FunctionalInterface
    interface Beat {
        /**
         * One frame is due.
         *
         * @param dueNanos when it was due, on the loop's monotonic clock; 20 ms after the last one,
         *     and as much more as was skipped
         * @param skipped frames that will never be sent, since the loop stalled for longer than is
         *     caught up with
         */
        void onBeat(long dueNanos, int skipped);
    }

    /** A leg's place in the beat. */
    interface Pacing {
        /** Ends it; harmless twice. */
        void end();
    }
}
