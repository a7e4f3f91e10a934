package dev.trunkline.gateway;

import dev.trunkline.gateway.admin.CallDirectory;
import dev.trunkline.gateway.admin.Readiness;
import dev.trunkline.gateway.call.Calls;
import dev.trunkline.observability.metrics.CallPhase;
import dev.trunkline.observability.metrics.GaugeReadings;
import java.util.List;

/** The calls as operators see them: gauges, readiness, a list. Any thread. */
final class CallViews implements GaugeReadings, Readiness, CallDirectory {
    private final Calls calls;

    CallViews(Calls calls) {
        this.calls = calls;
    }

    @Override
    public int calls(CallPhase phase) {
        return calls.count(phase);
    }

    @Override
    public int prewarmedSessions() {
        return calls.prewarmedSessions();
    }

    @Override
    public boolean ready() {
        return !calls.draining();
    }

    @Override
    public String reason() {
        return calls.draining() ? "draining" : "ready";
    }

    @Override
    public List<LiveCall> liveCalls() {
        return calls.live().stream()
                .map(call ->
                        new LiveCall(
                                call.reference(),
                                call.settings().agent().name(),
                                call.settings().identity().arm().trunk(),
                                call.phase(),
                                call.elapsedSeconds()))
                .toList();
    }
}
