package dev.trunkline.gateway.call;

import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.gateway.agent.AgentProfile;
import dev.trunkline.observability.metrics.CallMeters;
import dev.trunkline.observability.metrics.LegKind;

/**
 * What one call is made with.
 *
 * @param reference names the call in logs, metrics and the API; random, says nothing of the caller
 * @param identity what its record says of it
 * @param modelFormat what the model session takes and gives
 * @param receivedNanos when the voice webhook arrived, on the clock of {@link CallClock#nanos}
 */
public record CallSettings(
        String reference,
        AgentProfile agent,
        CallIdentity identity,
        AudioFormat modelFormat,
        CallMeters meters,
        PlayoutSettings playout,
        UplinkSettings uplink,
        long receivedNanos) {
    /** What the model's session speaks: a leg that speaks words by itself wants words. */
    public Modality modality() {
        return identity.leg() == LegKind.RELAY ? Modality.TEXT : Modality.AUDIO;
    }
}
