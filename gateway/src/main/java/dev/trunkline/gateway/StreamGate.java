package dev.trunkline.gateway;

import dev.trunkline.gateway.call.Calls;
import dev.trunkline.gateway.call.ExpectedCall;
import dev.trunkline.gateway.twilio.stream.StreamAcceptor;
import dev.trunkline.observability.metrics.CallMeters;
import dev.trunkline.observability.metrics.CallOutcome;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Joins media streams to the calls that expect them: neither knows the other. Any event loop. */
final class StreamGate implements StreamAcceptor {
    /** Parameters of the TwiML's Stream; they come back in its start. */
    static final String TOKEN = "token";

    static final String REFERENCE = "call";

    private static final Logger LOG = LoggerFactory.getLogger(StreamGate.class);

    private final Calls calls;

    /** Accounts whose streams are taken; all if empty. */
    private final Set<String> accountSids;

    private final CallMeters unclaimed;

    StreamGate(Calls calls, Set<String> accountSids, CallMeters unclaimed) {
        this.calls = calls;
        this.accountSids = Set.copyOf(accountSids);
        this.unclaimed = unclaimed;
    }

    @Override
    public @Nullable Accepted accept(Opening opening) {
        String token = opening.parameters().getOrDefault(TOKEN, "");
        boolean ours = accountSids.isEmpty() || accountSids.contains(opening.accountSid());
        ExpectedCall expected = ours ? calls.claim(opening.callSid(), token) : null;
        if (expected == null) {
            unclaimed.ended(CallOutcome.REJECTED_TOKEN);
            LOG.atWarn()
                    .setMessage("stream.refused")
                    .addKeyValue(
                            "reason",
                            "no call expects this stream: its token is wrong, used, stale or another account's")
                    .log();
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
