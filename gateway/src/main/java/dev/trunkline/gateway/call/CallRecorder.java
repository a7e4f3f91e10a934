package dev.trunkline.gateway.call;

import dev.trunkline.observability.latency.CallTimeline;
import dev.trunkline.observability.latency.LatencyHistogram;
import dev.trunkline.observability.latency.LatencyMetric;
import dev.trunkline.observability.metrics.CallCounter;
import dev.trunkline.observability.metrics.CallMeters;
import dev.trunkline.observability.metrics.CallOutcome;
import dev.trunkline.observability.record.CallRecord;
import dev.trunkline.observability.record.MediaQuality;
import dev.trunkline.observability.record.Usage;
import java.util.List;
import java.util.Map;

/** Makes a call's record from what the call has told its timeline and its meters. Cold path. */
public final class CallRecorder {
    private CallRecorder() {}

    /**
     * Of a call whose media came, as far as it has gone. On the call's event loop.
     *
     * @param outcome {@link CallOutcome#IN_PROGRESS} for a look at a call that goes on; with any
     *     other this is its last record, which takes the call's histograms along
     */
    static CallRecord of(
            CallSettings settings,
            CallTimeline timeline,
            CallOutcome outcome,
            long durationMs,
            boolean prewarmed,
            String transcript) {
        CallIdentity identity = settings.identity();
        CallMeters meters = settings.meters();
        return new CallRecord(
                settings.reference(),
                CallRecord.DEFINITIONS,
                identity.providerCallId(),
                identity.startedAt(),
                durationMs,
                identity.gateway(),
                identity.direction(),
                identity.agent(),
                identity.leg(),
                identity.arm(),
                identity.parties(),
                outcome,
                true,
                0,
                0,
                prewarmed,
                usage(meters),
                quality(meters),
                timeline.turns(),
                timeline.bargeIns(),
                List.of(),
                outcome == CallOutcome.IN_PROGRESS ? meters.histograms() : meters.takeHistograms(),
                timeline.events(),
                transcript);
    }

    /** Of a call that was turned away, or whose media never came. */
    public static CallRecord withoutMedia(
            String reference, CallIdentity identity, CallOutcome outcome, long durationMs) {
        return withoutMedia(reference, identity, outcome, durationMs, Map.of());
    }

    /** The same with what was measured of it before. */
    public static CallRecord withoutMedia(
            String reference,
            CallIdentity identity,
            CallOutcome outcome,
            long durationMs,
            Map<LatencyMetric, LatencyHistogram> latencies) {
        return new CallRecord(
                reference,
                CallRecord.DEFINITIONS,
                identity.providerCallId(),
                identity.startedAt(),
                durationMs,
                identity.gateway(),
                identity.direction(),
                identity.agent(),
                identity.leg(),
                identity.arm(),
                identity.parties(),
                outcome,
                outcome == CallOutcome.COMPLETED_BY_CALLER, // by a person: no agent's media came
                0,
                0,
                false,
                Usage.NONE,
                MediaQuality.NONE,
                List.of(),
                List.of(),
                List.of(),
                latencies,
                List.of(),
                "");
    }

    private static Usage usage(CallMeters meters) {
        return new Usage(
                meters.counted(CallCounter.MODEL_AUDIO_SENT_MS),
                meters.counted(CallCounter.MODEL_AUDIO_RECEIVED_MS),
                meters.counted(CallCounter.TOKENS_INPUT_TEXT),
                meters.counted(CallCounter.TOKENS_INPUT_AUDIO),
                meters.counted(CallCounter.TOKENS_CACHED_TEXT),
                meters.counted(CallCounter.TOKENS_CACHED_AUDIO),
                meters.counted(CallCounter.TOKENS_OUTPUT_TEXT),
                meters.counted(CallCounter.TOKENS_OUTPUT_AUDIO));
    }

    private static MediaQuality quality(CallMeters meters) {
        return new MediaQuality(
                meters.counted(CallCounter.UPLINK_FRAMES),
                meters.counted(CallCounter.UPLINK_LATE_FRAMES),
                meters.counted(CallCounter.UPLINK_GAPS),
                meters.counted(CallCounter.UPLINK_GAP_FILLED_MS),
                meters.counted(CallCounter.DROPPED_HELD_OVERFLOW_MS)
                        + meters.counted(CallCounter.DROPPED_PLAYOUT_OVERFLOW_MS)
                        + meters.counted(CallCounter.DROPPED_SLOW_LEG_MS)
                        + meters.counted(CallCounter.DROPPED_SLOW_MODEL_MS),
                meters.counted(CallCounter.RTP_LOST),
                meters.counted(CallCounter.CONCEALED_FEC_MS)
                        + meters.counted(CallCounter.CONCEALED_PLC_MS)
                        + meters.counted(CallCounter.CONCEALED_SILENCE_MS),
                meters.counted(CallCounter.RTP_FAR_LOST));
    }
}
