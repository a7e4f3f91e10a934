package dev.trunkline.gateway.call;

import dev.trunkline.codecs.resample.ResamplerProfile;

/**
 * How the caller's voice is handed to the model.
 *
 * @param heldMs how much is kept while the session is not ready; the oldest goes first
 * @param gapFillMs the most silence that fills one gap
 * @param resampler where the model's format has another rate
 * @param silenceAfterMs without a frame for this long, silence is sent
 */
public record UplinkSettings(
        int heldMs, int gapFillMs, int silenceAfterMs, ResamplerProfile resampler) {}
