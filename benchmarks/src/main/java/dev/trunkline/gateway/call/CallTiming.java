package dev.trunkline.gateway.call;

import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.observability.latency.CallTimeline;
import dev.trunkline.observability.latency.LatencyMetric;
import dev.trunkline.observability.metrics.CallLabels;
import dev.trunkline.observability.metrics.CallMeters;
import dev.trunkline.observability.metrics.GatewayMeters;
import dev.trunkline.observability.metrics.LegKind;
import io.netty.buffer.ByteBuf;

/** Opens what times a call to the benchmarks; on the class path only, beside the gateway's. */
public final class CallTiming {
    private final CallMeters meters;
    private final Base64Payload payload = Base64Payload.ofThisLoop();
    private final CallerVoice voice = new CallerVoice(AudioFormat.PCMU);
    private final InterarrivalJitter jitter = new InterarrivalJitter();
    private final LeadSilence leadSilence = new LeadSilence(AudioFormat.PCMU);
    private final CallTimeline timeline = new CallTimeline(0, (_, _) -> {});

    public CallTiming(GatewayMeters gateway) {
        meters = gateway.forCall(CallLabels.unknown(LegKind.STREAM), "benchmark");
    }

    /** All that is done to time one frame from the caller, its decoding included. */
    public void uplink(
            ByteBuf message, int payloadStart, int payloadEnd, long timestampMs, long nowNanos) {
        if (payload.read(message, payloadStart, payloadEnd)) {
            voice.offer(payload.audio(), payload.byteCount(), nowNanos);
            jitter.arrived(timestampMs, nowNanos);
        }
    }

    /** What is recorded of one frame in some, when it has been passed on. */
    public void sample(long nanos) {
        meters.latency(LatencyMetric.RELAY_UPLINK, nanos);
    }

    /** All that is done to time one delta from the model whose first sound was found already. */
    public void downlink(byte[] audio, long nowNanos) {
        timeline.answerDelta("resp_77", nowNanos);
        timeline.played(nowNanos);
        var _ = leadSilence.offer("resp_77", audio, 0, audio.length);
    }
}
