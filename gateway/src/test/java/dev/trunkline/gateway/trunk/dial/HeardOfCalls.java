package dev.trunkline.gateway.trunk.dial;

import dev.trunkline.observability.metrics.CallOutcome;
import dev.trunkline.observability.record.AttemptRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a dialler says of its calls. Confined to the scene's loop. */
final class HeardOfCalls implements DialListener {
    /** A try that is over. */
    record Over(String callId, AttemptRecord attempt, boolean failedOver) {}

    final Map<String, List<DialState>> states = new HashMap<>();
    final List<Over> attempts = new ArrayList<>();
    final Map<String, List<CallOutcome>> records = new HashMap<>();

    @Override
    public void changed(CallRequest request, DialView call) {
        states.computeIfAbsent(call.id(), _ -> new ArrayList<>()).add(call.state());
    }

    @Override
    public void attemptOver(DialView call, AttemptRecord attempt, boolean failedOver) {
        attempts.add(new Over(call.id(), attempt, failedOver));
    }

    @Override
    public void overWithoutMedia(
            CallRequest request, DialView call, CallOutcome how, long durationMs) {
        records.computeIfAbsent(call.id(), _ -> new ArrayList<>()).add(how);
    }
}
