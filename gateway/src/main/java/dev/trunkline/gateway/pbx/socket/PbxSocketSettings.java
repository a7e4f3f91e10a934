package dev.trunkline.gateway.pbx.socket;

import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.codecs.opus.OpusEngine;
import dev.trunkline.codecs.opus.OpusSettings;
import dev.trunkline.gateway.config.pbx.OpusConfig;
import dev.trunkline.gateway.config.pbx.PbxSocketConfig;
import dev.trunkline.observability.metrics.CallMeters;
import java.time.Duration;

/**
 * How media sockets of a PBX are served.
 *
 * @param sockets who may open one here
 * @param opusEngine encodes and decodes
 * @param startTimeout how long a socket may stay without a {@code MEDIA_START}
 * @param unclaimed counts for sockets that belong to no call yet
 */
public record PbxSocketSettings(
        PbxSocketConfig sockets,
        OpusEngine opusEngine,
        OpusConfig opus,
        Duration startTimeout,
        CallMeters unclaimed) {
    /** How the agent's voice is encoded, which comes in this format. */
    OpusSettings encoder(AudioFormat format) {
        return opus.voice(format != AudioFormat.PCM_8K, opusEngine);
    }
}
