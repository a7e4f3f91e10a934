package dev.trunkline.gateway.config;

import dev.trunkline.codecs.resample.ResamplerProfile;
import dev.trunkline.gateway.config.keys.Key;
import dev.trunkline.gateway.config.keys.Mistakes;

/** The audio between the leg and the model. */
public record MediaConfig(
        @Key(
                        value = "How frames are read: by scanning bytes, or by a JSON parser",
                        or = "fast",
                        range = "fast, plain")
                Lane lane,
        @Key(
                        value = "Audio in one message to the leg; a multiple of 20",
                        or = "20",
                        range = "20 to 200")
                int frameMs,
        @Key(
                        value = "How far ahead of the caller's ear audio is handed to the leg",
                        or = "2000",
                        range = "20 to 5000")
                int playoutLeadMs,
        @Key(
                        value = "Audio between two marks; shorter knows better what was heard",
                        or = "400",
                        range = "20 to 5000")
                int markIntervalMs,
        @Key(
                        value =
                                "Caller audio kept while the model session opens; then the oldest goes",
                        or = "10000",
                        range = "0 to 60000")
                int heldCallerAudioMs,
        @Key(
                        value = "Agent audio that may wait for playout; then the newest is dropped",
                        or = "300000",
                        range = "1000 to 1800000")
                int playoutQueueMs,
        @Key(
                        value = "Longest gap in the caller's audio that is filled with silence",
                        or = "10000",
                        range = "0 to 60000")
                int gapFillMs,
        @Key(
                        value =
                                "A leg that has sent nothing for this long counts as silent, and"
                                        + " the model gets silence",
                        or = "750",
                        range = "100 to 10000")
                int silenceAfterMs,
        @Key(
                        value =
                                "Filter between sample rates: flat and 3.75 ms late, or 1.6 ms late;"
                                        + " pcmu sessions have none",
                        or = "high",
                        range = "high, low_latency")
                ResamplerProfile resampler) {

    /** How frames are read; both give the same result. */
    public enum Lane {
        FAST,
        PLAIN
    }

    public MediaConfig {
        new Mistakes()
                .range("frameMs", frameMs, 20, 200, "20 is what phones use")
                .check(frameMs % 20 == 0, "frameMs", frameMs, "a multiple of 20", "use 20")
                .range(
                        "playoutLeadMs",
                        playoutLeadMs,
                        20,
                        5_000,
                        "lower it if barge-in leaks, raise it if the agent's voice breaks up")
                .range("markIntervalMs", markIntervalMs, 20, 5_000, "400 is the default")
                .range("heldCallerAudioMs", heldCallerAudioMs, 0, 60_000, "10000 is the default")
                .range(
                        "playoutQueueMs",
                        playoutQueueMs,
                        1_000,
                        1_800_000,
                        "models answer faster than real time: 300000 holds five minutes")
                .range("gapFillMs", gapFillMs, 0, 60_000, "10000 is the default")
                .range("silenceAfterMs", silenceAfterMs, 100, 10_000, "750 is the default")
                .throwIfAny();
    }
}
