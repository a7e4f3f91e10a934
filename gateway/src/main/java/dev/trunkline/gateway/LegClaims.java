package dev.trunkline.gateway;

import dev.trunkline.gateway.call.Calls;
import dev.trunkline.gateway.call.ExpectedCall;
import dev.trunkline.observability.metrics.CallMeters;
import dev.trunkline.observability.metrics.CallOutcome;
import dev.trunkline.observability.metrics.LegKind;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What every leg shows before it is joined to a call. Any event loop. */
final class LegClaims {
    /** Parameters of the TwiML; they come back in the socket's first message. */
    static final String TOKEN = "token";

    static final String REFERENCE = "call";

    private static final Logger LOG = LoggerFactory.getLogger(LegClaims.class);

    private final Calls calls;

    /** Accounts whose legs are taken; all if empty. */
    private final Set<String> accountSids;

    LegClaims(Calls calls, Set<String> accountSids) {
        this.calls = calls;
        this.accountSids = Set.copyOf(accountSids);
    }

    /** The call that is given away with this leg; null if none is. */
    @Nullable ExpectedCall claim(
            String callSid, String accountSid, Map<String, String> parameters, LegKind leg) {
        return isOurs(accountSid) ? calls.claim(callSid, token(parameters), leg) : null;
    }

    boolean isOurs(String accountSid) {
        return accountSids.isEmpty() || accountSids.contains(accountSid);
    }

    static String token(Map<String, String> parameters) {
        return parameters.getOrDefault(TOKEN, "");
    }

    /** Counts and logs a leg that nobody expects. */
    static void refused(CallMeters unclaimed, LegKind leg) {
        unclaimed.ended(CallOutcome.REJECTED_TOKEN);
        LOG.atWarn()
                .setMessage("leg.refused")
                .addKeyValue("leg", leg.label())
                .addKeyValue(
                        "reason",
                        "no call expects it: its token is wrong, used, stale or another account's")
                .log();
    }
}
