package dev.trunkline.gateway;

import dev.trunkline.gateway.call.PlayoutSettings;
import dev.trunkline.gateway.call.UplinkSettings;
import dev.trunkline.gateway.config.MediaConfig;

/** What a call is told of the audio between its leg and the model, as it is configured. */
final class MediaSettings {
    private MediaSettings() {}

    /**
     * How the agent's voice is handed over.
     *
     * @param frameMs what the leg takes at a time
     */
    static PlayoutSettings playout(MediaConfig media, int frameMs) {
        return new PlayoutSettings(
                frameMs,
                media.playoutLeadMs(),
                media.markIntervalMs(),
                media.playoutQueueMs(),
                media.resampler());
    }

    /** How the caller's voice is. */
    static UplinkSettings uplink(MediaConfig media) {
        return new UplinkSettings(
                media.heldCallerAudioMs(),
                media.gapFillMs(),
                media.silenceAfterMs(),
                media.resampler());
    }
}
