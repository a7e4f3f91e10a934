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
 * @param numbers whom tools may send something to
 * @param modelFormat what the model session takes and gives
 * @param tools what stands behind the agent's tools
 * @param receivedNanos when the voice webhook arrived, on the clock of {@link CallClock#nanos}
 */
public record CallSettings(
        String reference,
        AgentProfile agent,
        CallIdentity identity,
        CallNumbers numbers,
        AudioFormat modelFormat,
        CallMeters meters,
        PlayoutSettings playout,
        UplinkSettings uplink,
        ToolServices tools,
        long receivedNanos) {
    /** What the model's session speaks: a leg that speaks words by itself wants words. */
    public Modality modality() {
        return identity.leg() == LegKind.RELAY ? Modality.TEXT : Modality.AUDIO;
    }
}
