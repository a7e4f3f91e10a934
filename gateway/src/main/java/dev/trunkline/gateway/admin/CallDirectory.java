package dev.trunkline.gateway.admin;

import dev.trunkline.gateway.trunk.oncall.EscalationView;
import dev.trunkline.observability.metrics.CallPhase;
import dev.trunkline.observability.record.CallRecord;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** The live calls. Read on the management port's event loop, so from a thread not the calls'. */
public interface CallDirectory {
    /** A copy of what is live now, without anything personal. */
    List<LiveCall> liveCalls();

    /**
     * All that is known of one live call so far, copied on the call's own loop; empty if no call of
     * this reference is live. Its outcome means nothing yet.
     */
    Future<Optional<CallRecord>> live(String reference);

    /** The people who were brought to a call, live or over lately; empty if nobody was. */
    default Optional<EscalationView> escalation(String reference) {
        return Optional.empty();
    }

    /**
     * One live call.
     *
     * @param reference the gateway's own; logs and exemplars carry the same
     * @param seconds since it reached the gateway
     */
    record LiveCall(String reference, String agent, String trunk, CallPhase phase, long seconds) {}
}
