package dev.trunkline.gateway.call;

import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.observability.latency.CallTimeline;
import io.netty.buffer.ByteBuf;

/** Opens what times a call to the benchmarks; on the class path only, beside the gateway's. */
public final class CallTiming {
    private final CallerVoice voice = new CallerVoice(AudioFormat.PCMU);
    private final InterarrivalJitter jitter = new InterarrivalJitter();
    private final LeadSilence leadSilence = new LeadSilence(AudioFormat.PCMU);
    private final CallTimeline timeline = new CallTimeline(0, (_, _) -> {});

    /** All that is done to time one frame from the caller. */
    public void uplink(
            ByteBuf message, int payloadStart, int payloadEnd, long timestampMs, long nowNanos) {
        voice.offer(message, payloadStart, payloadEnd, nowNanos);
        jitter.arrived(timestampMs, nowNanos);
    }

    /** All that is done to time one delta from the model whose first sound was found already. */
    public void downlink(byte[] audio, long nowNanos) {
        timeline.answerDelta("resp_77", nowNanos);
        timeline.played(nowNanos);
        var _ = leadSilence.offer("resp_77", audio, 0, audio.length);
    }
}
