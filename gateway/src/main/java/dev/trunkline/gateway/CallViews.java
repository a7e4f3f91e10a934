package dev.trunkline.gateway;

import dev.trunkline.gateway.admin.CallDirectory;
import dev.trunkline.gateway.admin.Readiness;
import dev.trunkline.gateway.call.Calls;
import dev.trunkline.gateway.trunk.oncall.EscalationView;
import dev.trunkline.gateway.trunk.oncall.Escalations;
import dev.trunkline.observability.metrics.CallPhase;
import dev.trunkline.observability.metrics.GaugeReadings;
import dev.trunkline.observability.record.CallRecord;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** The calls as operators see them: gauges, readiness, a list. Any thread. */
final class CallViews implements GaugeReadings, Readiness, CallDirectory {
    private final Calls calls;
    private final Escalations escalations;
    private final int callLimit;

    CallViews(Calls calls, Escalations escalations, int callLimit) {
        this.calls = calls;
        this.escalations = escalations;
        this.callLimit = callLimit;
    }

    @Override
    public int calls(CallPhase phase) {
        return calls.count(phase);
    }

    @Override
    public int callLimit() {
        return callLimit;
    }

    @Override
    public int prewarmedSessions() {
        return calls.prewarmedSessions();
    }

    @Override
    public boolean ready() {
        return !calls.leaving();
    }

    @Override
    public String reason() {
        return calls.leaving() ? "draining" : "ready";
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

    @Override
    public Future<Optional<CallRecord>> live(String reference) {
        return calls.live(reference);
    }

    @Override
    public Optional<EscalationView> escalation(String reference) {
        return escalations.find(reference);
    }
}
