package dev.trunkline.observability.record;

import org.jspecify.annotations.Nullable;

/** A call on its way into the database. Confined to the writer's thread. */
final class WaitingCall {
    private final CallRecord call;
    private final String callId;
    private final @Nullable String latencies;
    private final @Nullable String timeline;
    private boolean attempted;
    private int strikes;

    /** Encodes once what every attempt needs; throws what a malformed record makes it throw. */
    WaitingCall(CallRecord call) {
        this.call = call;
        callId = StoredText.clean(call.callId(), Integer.MAX_VALUE);
        latencies = LatencyText.encode(call.latencies());
        timeline = TimelineText.encode(call.timeline());
    }

    CallRecord call() {
        return call;
    }

    String callId() {
        return callId;
    }

    @Nullable String latencies() {
        return latencies;
    }

    @Nullable String timeline() {
        return timeline;
    }

    /** Whether it may be in the database already, by a commit whose answer was lost. */
    boolean attempted() {
        return attempted;
    }

    void markAttempted() {
        attempted = true;
    }

    /** How often it failed where another call did not, this time included. */
    int strike() {
        return ++strikes;
    }
}
