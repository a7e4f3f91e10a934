package dev.trunkline.gateway.trunk.oncall;

import dev.trunkline.gateway.call.CallClock;
import dev.trunkline.gateway.call.TextMessages;
import dev.trunkline.gateway.trunk.dial.OutboundCalls;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * What escalations are run with.
 *
 * @param loop where all of it happens
 * @param clock of that loop
 * @param outcomes told once what has become of each escalation
 */
public record OnCallSurroundings(
        Executor loop,
        CallClock clock,
        OutboundCalls calls,
        TextMessages texts,
        CallerLine callers,
        Consumer<EscalationView.State> outcomes) {}
