package dev.trunkline.gateway.call;

import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.codecs.resample.ResamplerProfile;
import io.netty.buffer.ByteBufAllocator;

/**
 * A whole call on a leg of a test's own, for other packages. Time stands still, and all audio is
 * handed over as soon as it comes.
 */
public final class FramePath {
    private static final int LEAD_MS = 36_000_000;

    public final FakeClock clock = new FakeClock();

    public AudioCall call(PhoneLeg leg, TestMeters meters, ByteBufAllocator allocator) {
        if (leg.agentFormat() != AudioFormat.PCMU) {
            throw new IllegalArgumentException("expected a phone's format");
        }
        return new AudioCall(
                Settings.of(new TestAgent(), meters, ResamplerProfile.HIGH, LEAD_MS),
                leg,
                Settings.NO_MODELS,
                clock,
                allocator,
                (_, _, _) -> {});
    }
}
