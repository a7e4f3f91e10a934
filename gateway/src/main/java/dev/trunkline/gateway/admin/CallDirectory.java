package dev.trunkline.gateway.admin;

import dev.trunkline.observability.metrics.CallPhase;
import java.util.List;

/** The live calls. Read on the management port's event loop, so from a thread not the calls'. */
public interface CallDirectory {
    /** A copy of what is live now, without anything personal. */
    List<LiveCall> liveCalls();

    /**
     * One live call.
     *
     * @param reference the gateway's own; logs and exemplars carry the same
     * @param seconds since it reached the gateway
     */
    record LiveCall(String reference, String agent, String trunk, CallPhase phase, long seconds) {}
}
