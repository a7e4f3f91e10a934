package dev.trunkline.gateway.trunk.oncall;

import dev.trunkline.gateway.call.NextStep;
import dev.trunkline.observability.metrics.CallOutcome;
import io.vertx.core.Future;

/** Takes callers from their agents. Any thread; completes on any. */
@FunctionalInterface
public interface CallerLine {
    /**
     * Ends the agent's part of a call.
     *
     * @param callSid the phone network's name of it
     * @return whether the agent still talked with the caller; nothing is done otherwise
     */
    Future<Boolean> sendOn(String callSid, CallOutcome outcome, NextStep next);
}
