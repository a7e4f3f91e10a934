package dev.trunkline.gateway;

import dev.trunkline.gateway.call.Calls;
import dev.trunkline.gateway.call.ExpectedCall;
import dev.trunkline.gateway.twilio.stream.StreamAcceptor;
import dev.trunkline.observability.metrics.CallMeters;
import dev.trunkline.observability.metrics.CallOutcome;
import dev.trunkline.observability.metrics.LegKind;
import org.jspecify.annotations.Nullable;

/** Joins media streams to the calls that expect them: neither knows the other. Any event loop. */
final class StreamGate implements StreamAcceptor {
    private final Calls calls;
    private final LegClaims claims;
    private final CallMeters unclaimed;

    StreamGate(Calls calls, LegClaims claims, CallMeters unclaimed) {
        this.calls = calls;
        this.claims = claims;
        this.unclaimed = unclaimed;
    }

    @Override
    public @Nullable Accepted accept(Opening opening) {
        ExpectedCall expected =
                claims.claim(
                        opening.callSid(),
                        opening.accountSid(),
                        opening.parameters(),
                        LegKind.STREAM);
        if (expected == null) {
            LegClaims.refused(unclaimed, LegKind.STREAM);
            return null;
        }
        return new Accepted(
                calls.begin(expected, opening.leg(), opening.loop(), opening.allocator()),
                expected.settings().meters());
    }

    @Override
    public void startTimedOut() {
        unclaimed.ended(CallOutcome.START_TIMEOUT);
    }
}
