package dev.trunkline.gateway;

import dev.trunkline.gateway.call.Calls;
import dev.trunkline.gateway.call.ExpectedCall;
import dev.trunkline.gateway.call.TextLegListener;
import dev.trunkline.gateway.twilio.relay.RelayAcceptor;
import dev.trunkline.observability.metrics.CallMeters;
import dev.trunkline.observability.metrics.CallOutcome;
import dev.trunkline.observability.metrics.LegKind;
import org.jspecify.annotations.Nullable;

/**
 * Joins sessions of ConversationRelay to the calls that expect them, and to those that lost theirs.
 * Any event loop.
 */
final class RelayGate implements RelayAcceptor {
    private final Calls calls;
    private final LegClaims claims;
    private final CallMeters unclaimed;

    RelayGate(Calls calls, LegClaims claims, CallMeters unclaimed) {
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
                        LegKind.RELAY);
        if (expected != null) {
            return new Accepted(
                    calls.begin(expected, opening.leg(), opening.loop()),
                    expected.settings().meters());
        }
        TextLegListener call =
                claims.isOurs(opening.accountSid())
                        ? calls.resume(
                                opening.callSid(),
                                LegClaims.token(opening.parameters()),
                                opening.leg(),
                                opening.loop())
                        : null;
        if (call == null) {
            LegClaims.refused(unclaimed, LegKind.RELAY);
            return null;
        }
        return new Accepted(call, unclaimed); // the call's own meters are on the call's loop
    }

    @Override
    public void setupTimedOut() {
        unclaimed.ended(CallOutcome.START_TIMEOUT);
    }
}
