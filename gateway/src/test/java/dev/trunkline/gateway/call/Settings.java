package dev.trunkline.gateway.call;

import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.codecs.resample.ResamplerProfile;

/** A call's settings with the defaults of the configuration. */
final class Settings {
    private Settings() {}

    static CallSettings of(TestAgent agent, TestMeters meters, ResamplerProfile resampler) {
        return new CallSettings(
                "test-call",
                agent.profile(),
                "native",
                AudioFormat.PCMU,
                meters.meters(),
                new PlayoutSettings(20, 2_000, 400, 300_000, resampler),
                new UplinkSettings(10_000, 10_000, 750, resampler),
                0);
    }
}
