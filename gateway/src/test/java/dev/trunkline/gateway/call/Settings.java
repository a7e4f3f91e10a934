package dev.trunkline.gateway.call;

import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.codecs.resample.ResamplerProfile;
import dev.trunkline.gateway.agent.TwilioLeg;
import dev.trunkline.gateway.trunk.PhoneNumber;
import dev.trunkline.observability.metrics.LegKind;
import dev.trunkline.observability.metrics.TrunkKind;
import dev.trunkline.observability.record.Arm;
import dev.trunkline.observability.record.CallDirection;
import dev.trunkline.observability.record.Parties;
import io.vertx.core.Future;
import java.time.Instant;

/** A call's settings with the defaults of the configuration. */
final class Settings {
    /** For calls whose session is not replaced. */
    static final ModelConnector NO_MODELS = (_, _, _, _) -> Future.failedFuture("no model");

    static final PhoneNumber CALLER = new PhoneNumber("+447700900123");
    static final PhoneNumber LINE = new PhoneNumber("+442079460000");

    private Settings() {}

    static CallSettings of(TestAgent agent, TestMeters meters, ResamplerProfile resampler) {
        return of(agent, meters, resampler, 2_000);
    }

    static CallSettings of(
            TestAgent agent, TestMeters meters, ResamplerProfile resampler, int leadMs) {
        return of(
                agent,
                meters,
                resampler,
                leadMs,
                new CallNumbers(CALLER, LINE),
                new FakeServices().services());
    }

    static CallSettings of(
            TestAgent agent,
            TestMeters meters,
            ResamplerProfile resampler,
            int leadMs,
            CallNumbers numbers,
            ToolServices tools) {
        return new CallSettings(
                "test-call",
                agent.profile(),
                identity(agent),
                numbers,
                AudioFormat.PCMU,
                meters.meters(),
                new PlayoutSettings(20, leadMs, 400, 300_000, resampler),
                new UplinkSettings(10_000, 10_000, 750, resampler),
                tools,
                0);
    }

    private static CallIdentity identity(TestAgent agent) {
        return new CallIdentity(
                "CA0123456789abcdef0123456789abcdef",
                Instant.EPOCH,
                "test-gateway",
                CallDirection.INBOUND,
                "default",
                agent.leg == TwilioLeg.RELAY ? LegKind.RELAY : LegKind.STREAM,
                Arm.observed("native", TrunkKind.NATIVE),
                Parties.UNKNOWN);
    }
}
