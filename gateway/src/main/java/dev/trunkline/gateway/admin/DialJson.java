package dev.trunkline.gateway.admin;

import dev.trunkline.gateway.trunk.dial.DialView;
import dev.trunkline.observability.metrics.CallOutcome;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** A call out as the API shows it while it is dialled. Times are microseconds. */
public final class DialJson {
    private DialJson() {}

    public static JsonObject of(DialView call) {
        CallOutcome outcome = call.outcome();
        JsonArray attempts = new JsonArray();
        call.attempts().forEach(attempt -> attempts.add(CallJson.attempt(attempt)));
        JsonObject json =
                new JsonObject()
                        .put("id", call.id())
                        .put("direction", "outbound")
                        .put("state", call.state().label())
                        .put("agent", call.agent())
                        .put("createdAt", call.createdAt().toString())
                        .put("arm", CallJson.arm(call.arm()))
                        .put("failovers", call.failovers())
                        .put("outcome", outcome == null ? null : outcome.label())
                        .put("attempts", attempts);
        DialView.Recording recording = call.recording();
        return recording.sid().isEmpty()
                ? json
                : json.put(
                        "recording",
                        new JsonObject()
                                .put("sid", recording.sid())
                                .put("status", recording.status())
                                .put("seconds", recording.seconds()));
    }
}
