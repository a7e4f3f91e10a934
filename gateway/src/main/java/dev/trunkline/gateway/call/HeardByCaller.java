package dev.trunkline.gateway.call;

import dev.trunkline.gateway.call.ModelSessionListener.AudioItem;
import dev.trunkline.observability.latency.CallTimeline;
import dev.trunkline.observability.latency.LatencyMetric;
import dev.trunkline.observability.metrics.CallCounter;
import dev.trunkline.observability.metrics.CallMeters;
import java.util.function.LongConsumer;

/**
 * What the caller has heard, as the playout tells it: into the call's timeline and its meters.
 * Confined to the call's event loop.
 */
final class HeardByCaller implements PlayoutListener {
    private final PhoneLeg leg;
    private final CallClock clock;
    private final CallMeters meters;
    private final CallTimeline timeline;
    private final CallTimeLimits limits;
    private final LongConsumer endIfSilent;

    /**
     * What is heard of one call.
     *
     * @param endIfSilent told the time whenever the agent may have fallen silent
     */
    HeardByCaller(
            PhoneLeg leg,
            CallClock clock,
            CallMeters meters,
            CallTimeline timeline,
            CallTimeLimits limits,
            LongConsumer endIfSilent) {
        this.leg = leg;
        this.clock = clock;
        this.meters = meters;
        this.timeline = timeline;
        this.limits = limits;
        this.endIfSilent = endIfSilent;
    }

    @Override
    public void onFirstFrame(AudioItem item, long nowNanos) {
        timeline.firstFrame(item.responseId(), nowNanos);
    }

    @Override
    public void onItemBegan(AudioItem item, long beganNanos) {
        timeline.playBegan(item.responseId(), beganNanos);
    }

    @Override
    public void onPlayed(long nowNanos) {
        timeline.played(nowNanos);
    }

    @Override
    public void onDrained() {
        long nowNanos = clock.nanos();
        limits.active(nowNanos);
        timeline.answerHeard(nowNanos);
        endIfSilent.accept(nowNanos);
    }

    @Override
    public void onCutSpurtBegan(long beganNanos) {
        timeline.interruptedPlayBegan(beganNanos);
    }

    @Override
    public void onCleared(long nowNanos) {
        timeline.farEdgeSilent(nowNanos);
    }

    @Override
    public void onIdleMark(long roundTripNanos) {
        if (leg.marksTellRoundTrip()) {
            meters.latency(LatencyMetric.LEG_RTT, roundTripNanos);
        }
        endIfSilent.accept(clock.nanos()); // a goodbye that was waiting for this mark alone
    }

    @Override
    public void onOverflow(long droppedMs) {
        meters.count(CallCounter.DROPPED_PLAYOUT_OVERFLOW_MS, droppedMs);
    }
}
