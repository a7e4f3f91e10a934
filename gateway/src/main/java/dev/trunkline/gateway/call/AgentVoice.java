package dev.trunkline.gateway.call;

import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.codecs.resample.ResamplerProfile;
import dev.trunkline.gateway.call.ModelSessionListener.AudioItem;
import dev.trunkline.observability.latency.CallTimeline;
import dev.trunkline.observability.latency.LatencySink;
import dev.trunkline.observability.metrics.CallCounter;
import dev.trunkline.observability.metrics.CallMeters;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The model's voice from its messages to the playout, in the leg's format. Hot path, allocates
 * nothing; confined to the call's event loop.
 */
final class AgentVoice {
    private final AudioFormat modelFormat;
    private final Playout playout;
    private final CallMeters meters;
    private final Transcoder transcoder;
    private final LeadSilence leadSilence;
    private final CallTimeline timeline;
    private @Nullable AudioItem item;
    private @Nullable String answerId;
    private int answers;

    AgentVoice(
            AudioFormat modelFormat,
            AudioFormat legFormat,
            ResamplerProfile profile,
            Playout playout,
            CallMeters meters,
            CallTimeline timeline) {
        this.modelFormat = modelFormat;
        this.playout = playout;
        this.meters = meters;
        this.timeline = timeline;
        leadSilence = new LeadSilence(legFormat);
        transcoder = new Transcoder(modelFormat, legFormat, profile, this::toPlayout);
    }

    /**
     * Queues the payload. Borrows {@code message}.
     *
     * @return false if it is not base64 audio; that is counted
     */
    boolean offer(AudioItem of, ByteBuf message, int payloadStart, int payloadEnd) {
        if (payloadStart == payloadEnd) {
            return false;
        }
        Base64Payload payload = Base64Payload.ofThisLoop();
        if (!payload.read(message, payloadStart, payloadEnd)) {
            meters.count(CallCounter.MALFORMED_MODEL);
            return false;
        }
        if (!of.equals(item)) {
            endOfItem();
            item = of;
        }
        if (!of.responseId().equals(answerId)) {
            answerId = of.responseId();
            answers++;
        }
        int byteCount = payload.byteCount();
        transcoder.offer(payload.audio(), byteCount);
        meters.count(CallCounter.DOWNLINK_BYTES, byteCount);
        meters.count(CallCounter.MODEL_AUDIO_RECEIVED_MS, modelFormat.durationMs(byteCount));
        return true;
    }

    /** Responses of which something was to be heard. */
    int answers() {
        return answers;
    }

    /** Nothing more of the present item comes: what the filter still holds belongs to it. */
    void endOfItem() {
        if (item != null) {
            transcoder.endOfUtterance();
            item = null;
        }
    }

    /** The present item is no longer wanted. */
    void discard() {
        transcoder.reset();
        item = null;
    }

    /** Milliseconds of audio in a payload, without decoding it. */
    long durationMs(ByteBuf message, int payloadStart, int payloadEnd) {
        return modelFormat.durationMs(Base64Audio.decodedLength(message, payloadStart, payloadEnd));
    }

    private void toPlayout(byte[] audio, int offset, int byteCount) {
        AudioItem of = item;
        if (of != null) {
            playout.offer(of, audio, offset, byteCount);
            long silenceNanos = leadSilence.offer(of.responseId(), audio, offset, byteCount);
            if (silenceNanos != LatencySink.UNKNOWN_NANOS) {
                timeline.leadSilence(of.responseId(), silenceNanos);
            }
        }
    }

    @Override
    public String toString() {
        return "voice(" + transcoder + ") -> " + playout;
    }
}
