package dev.trunkline.observability.latency;

import static dev.trunkline.observability.latency.LatencySink.UNKNOWN_NANOS;

import dev.trunkline.observability.latency.LatencyMetric.Scope;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The interruptions of one call, one at a time: from the caller's voice to the phone's silence. */
final class BargeInLedger {
    private static final int MOST_BARGE_INS = 2_000;

    private final long beganNanos;
    private final LatencySink sink;
    private final List<BargeInTimes> closed = new ArrayList<>();
    private final Moments moments = new Moments();

    private boolean open;
    private int number;
    private long atNanos;
    private long playBeganNanos;
    private long playEndNanos;

    BargeInLedger(long beganNanos, LatencySink sink) {
        this.beganNanos = beganNanos;
        this.sink = sink;
    }

    /**
     * The agent was interrupted.
     *
     * @param voiceBeganNanos first voiced frame of the interruption, or unknown
     * @param clearedNanos when the clear was handed over; unknown if the phone had nothing to clear
     * @param nowNanos when the interruption was decided
     * @param playBeganNanos when what the phone plays began to play
     * @param playEndNanos when it would have ended
     */
    void interrupted(
            long voiceBeganNanos,
            long clearedNanos,
            long nowNanos,
            long playBeganNanos,
            long playEndNanos) {
        close(UNKNOWN_NANOS);
        open = true;
        number++;
        atNanos = voiceBeganNanos == UNKNOWN_NANOS ? nowNanos : voiceBeganNanos;
        this.playBeganNanos = playBeganNanos;
        this.playEndNanos = playEndNanos;
        moments.forget();
        moments.set(Moment.VOICE_BEGAN, voiceBeganNanos);
        moments.set(Moment.CLEAR_SENT, clearedNanos);
        if (clearedNanos == UNKNOWN_NANOS) {
            close(UNKNOWN_NANOS);
        }
    }

    /** What was interrupted began to play later than was reckoned, and would have ended later. */
    void playBegan(long atNanos) {
        if (open && atNanos > playBeganNanos) {
            playEndNanos += atNanos - playBeganNanos;
            playBeganNanos = atNanos;
        }
    }

    /** The clear's mark came back. Whether it was waited for. */
    boolean farEdgeSilent(long nowNanos) {
        if (!open) {
            return false;
        }
        moments.set(Moment.FAR_EDGE_SILENT, nowNanos);
        long leaked = UNKNOWN_NANOS;
        if (moments.knows(Moment.VOICE_BEGAN)) {
            long from = Math.max(moments.at(Moment.VOICE_BEGAN), playBeganNanos);
            leaked = Math.max(0, Math.min(nowNanos, playEndNanos) - from);
        }
        close(leaked);
        return true;
    }

    void ended() {
        close(UNKNOWN_NANOS);
    }

    List<BargeInTimes> bargeIns() {
        List<BargeInTimes> all = new ArrayList<>(closed);
        if (open) {
            all.add(times(UNKNOWN_NANOS));
        }
        return all;
    }

    private void close(long leakedNanos) {
        if (!open) {
            return;
        }
        open = false;
        moments.derive(Scope.BARGE_IN, sink);
        sink.latency(LatencyMetric.BARGE_IN_LEAKED, leakedNanos);
        if (closed.size() < MOST_BARGE_INS) {
            closed.add(times(leakedNanos));
        }
    }

    private BargeInTimes times(long leakedNanos) {
        @Nullable Long leakedUs =
                leakedNanos == UNKNOWN_NANOS ? null : Long.valueOf(Moments.toUs(leakedNanos));
        return new BargeInTimes(
                number,
                Moments.toUs(atNanos) - Moments.toUs(beganNanos),
                moments.us(LatencyMetric.BARGE_IN_REACTION),
                moments.us(LatencyMetric.BARGE_IN_SILENCE),
                leakedUs);
    }
}
