package dev.trunkline.gateway.pbx;

import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.observability.metrics.CallMeters;
import dev.trunkline.observability.metrics.CallOutcome;
import dev.trunkline.observability.metrics.LegKind;
import io.netty.channel.EventLoop;

/** Whether a call from a PBX is taken. */
public sealed interface PbxAdmission {
    /**
     * The gateway waits for its media.
     *
     * @param callId {@link PbxCaller#callId}
     * @param reference names the call in logs
     * @param token opens a media socket, once; never printed
     * @param leg how its media comes
     * @param modelFormat what the model's session takes and gives
     * @param loop where a leg that may choose should live
     */
    record Accepted(
            String callId,
            String reference,
            String token,
            LegKind leg,
            AudioFormat modelFormat,
            CallMeters meters,
            EventLoop loop)
            implements PbxAdmission {
        @Override
        public String toString() {
            return "Accepted[" + reference + "]";
        }
    }

    /** It is recorded already; the dialplan says what the caller hears. */
    record Refused(CallOutcome why) implements PbxAdmission {}
}
