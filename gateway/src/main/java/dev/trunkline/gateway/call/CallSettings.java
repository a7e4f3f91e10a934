package dev.trunkline.gateway.call;

import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.gateway.agent.AgentProfile;
import dev.trunkline.observability.metrics.CallMeters;

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
        long receivedNanos) {}
