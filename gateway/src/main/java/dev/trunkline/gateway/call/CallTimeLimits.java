package dev.trunkline.gateway.call;

import dev.trunkline.gateway.agent.AgentProfile;
import dev.trunkline.gateway.call.CallClock.Timer;
import dev.trunkline.observability.metrics.CallOutcome;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Ends a call that lasts too long, or in which nobody says anything: as the agent's profile has it
 * who leads the conversation. Confined to the call's event loop.
 */
final class CallTimeLimits {
    private final CallClock clock;
    private final BooleanSupplier somebodySpeaks;
    private final BiConsumer<CallOutcome, NextStep> end;
    private final long startedNanos;
    private long lastActivityNanos;
    private long silenceNanos;
    private @Nullable Timer silence;
    private @Nullable Timer longest;

    /**
     * Limits of a call that begins now.
     *
     * @param somebodySpeaks whether the caller or the agent is being heard
     */
    CallTimeLimits(
            CallClock clock,
            AgentProfile agent,
            BooleanSupplier somebodySpeaks,
            BiConsumer<CallOutcome, NextStep> end) {
        this.clock = clock;
        this.somebodySpeaks = somebodySpeaks;
        this.end = end;
        startedNanos = clock.nanos();
        lastActivityNanos = startedNanos;
        follow(agent);
    }

    /** Another agent leads from now on; the call's duration counts from its start nonetheless. */
    void follow(AgentProfile agent) {
        cancel();
        silenceNanos = agent.silenceTimeout().toNanos();
        silence = clock.every(silenceNanos / 4, this::checkSilence);
        longest =
                clock.schedule(
                        startedNanos + agent.maxDuration().toNanos() - clock.nanos(),
                        () -> end.accept(CallOutcome.MAX_DURATION, new NextStep.HangUp()));
    }

    /** Somebody did something. */
    void active(long nowNanos) {
        lastActivityNanos = nowNanos;
    }

    void cancel() {
        if (silence != null) {
            silence.cancel();
            silence = null;
        }
        if (longest != null) {
            longest.cancel();
            longest = null;
        }
    }

    private void checkSilence() {
        long nowNanos = clock.nanos();
        // A response that is begun, or a part of a frame, is no activity: it may have stalled.
        if (somebodySpeaks.getAsBoolean()) {
            lastActivityNanos = nowNanos;
        } else if (nowNanos - lastActivityNanos >= silenceNanos) {
            end.accept(CallOutcome.SILENCE, new NextStep.HangUp());
        }
    }
}
