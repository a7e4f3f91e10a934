package dev.trunkline.gateway.call;

import dev.trunkline.gateway.call.CallClock.Timer;
import dev.trunkline.observability.metrics.CallOutcome;
import java.time.Duration;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An end that waits until the agent's last words were heard, with a limit: a mark that never comes
 * back must not keep a line open.
 */
final class Farewell {
    private final CallClock clock;
    private Duration limit;
    private final BiConsumer<CallOutcome, NextStep> end;
    private @Nullable CallOutcome outcome;
    private @Nullable NextStep next;
    private @Nullable Timer deadline;

    Farewell(CallClock clock, Duration limit, BiConsumer<CallOutcome, NextStep> end) {
        this.clock = clock;
        this.limit = limit;
        this.end = end;
    }

    /** How long the goodbye of whoever leads the conversation now may take. */
    void limit(Duration longest) {
        limit = longest;
    }

    boolean pending() {
        return outcome != null;
    }

    /** Ends the call once {@link #onAgentSilent} says so; the first reason stays. */
    void begin(CallOutcome why, NextStep then) {
        if (pending()) {
            return;
        }
        outcome = why;
        next = then;
        deadline = clock.schedule(limit.toNanos(), this::onAgentSilent);
    }

    /** The caller has more to say: an agent's hang-up is off, a transfer is not. */
    void onInterrupted() {
        if (next instanceof NextStep.HangUp) {
            cancel();
        }
    }

    /** Nothing of the agent is left to be heard, and the model is not speaking. */
    void onAgentSilent() {
        CallOutcome why = outcome;
        NextStep then = next;
        cancel();
        if (why != null && then != null) {
            end.accept(why, then);
        }
    }

    void cancel() {
        outcome = null;
        next = null;
        if (deadline != null) {
            deadline.cancel();
            deadline = null;
        }
    }
}
