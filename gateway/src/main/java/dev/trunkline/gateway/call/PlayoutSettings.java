package dev.trunkline.gateway.call;

import dev.trunkline.codecs.resample.ResamplerProfile;

/**
 * How the agent's voice is handed to the phone.
 *
 * @param frameMs length of one frame, a multiple of 20
 * @param leadMs how much may lie at the phone unplayed: less makes a {@code clear} cheaper, more
 *     survives a longer stall of ours
 * @param markIntervalMs at least this much audio between two marks
 * @param maxQueuedMs how much of the model's lead over real time is kept
 * @param resampler where the model's format has another rate
 */
public record PlayoutSettings(
        int frameMs, int leadMs, int markIntervalMs, int maxQueuedMs, ResamplerProfile resampler) {}
