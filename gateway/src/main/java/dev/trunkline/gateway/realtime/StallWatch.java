package dev.trunkline.gateway.realtime;

import dev.trunkline.gateway.agent.AgentProfile;
import dev.trunkline.gateway.call.CallClock;
import dev.trunkline.gateway.call.CallClock.Timer;
import dev.trunkline.gateway.config.StallConfig;
import dev.trunkline.observability.metrics.CallCounter;
import dev.trunkline.observability.metrics.CallMeters;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Notices a model that stops where more is to come: an answer that was asked for, or the rest of
 * one that has begun. Its socket may be as lively as ever. What takes its time on the model's side
 * by design, a tool of an MCP server, is waited for.
 *
 * <p>Looked at from time to time, so that messages cost no more than a flag: a stall is noticed up
 * to one look late. Confined to the session's event loop.
 */
final class StallWatch {
    private static final long MOST_LOOK_NANOS = 1_000_000_000L;

    private final StallConfig limits;
    private final ResponseQueue responses;
    private final CallMeters meters;
    private final Consumer<String> onStalled;
    private boolean answersUnasked;
    private @Nullable Timer timer;
    private long quietSinceNanos;

    /** Something came since the last look. */
    private boolean heard;

    /** The model has something to answer, and does so unasked. */
    private boolean answerDue;

    /** Words or sound of the active response have come. */
    private boolean answering;

    private int mcpCalls;

    /**
     * Watches nothing before {@link #start}.
     *
     * @param onStalled told once, and why the session should go
     */
    StallWatch(
            StallConfig limits,
            AgentProfile agent,
            ResponseQueue responses,
            CallMeters meters,
            Consumer<String> onStalled) {
        this.limits = limits;
        this.responses = responses;
        this.meters = meters;
        this.onStalled = onStalled;
        follow(agent);
    }

    /** Another agent leads from now on. */
    void follow(AgentProfile agent) {
        answersUnasked = agent.interruption().decidedByModel();
    }

    /** From now on the socket is read. */
    void start(CallClock clock) {
        stop();
        quietSinceNanos = clock.nanos();
        long shortest = Math.min(limits.beforeAnswer().toNanos(), limits.inAnswer().toNanos());
        timer = clock.every(Math.min(MOST_LOOK_NANOS, shortest / 4), () -> look(clock.nanos()));
    }

    void stop() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    /** An event came. Hot path. */
    void onEvent() {
        heard = true;
    }

    /** A piece of an answer came. Hot path. */
    void onDelta() {
        heard = true;
        answering = true;
    }

    /** The caller's words are in the conversation; the model may be about to answer them. */
    void onCommitted() {
        answerDue = answersUnasked;
    }

    /** A response began; or will not, since another is active or the caller speaks on. */
    void onAnswerSettled() {
        answerDue = false;
    }

    /** A response begins or is over. */
    void onResponseBoundary() {
        answerDue = false;
        answering = false;
        mcpCalls = 0;
    }

    /** The model's side uses a tool of its own, or has done so. */
    void onMcpCall(boolean begins) {
        mcpCalls = Math.max(0, mcpCalls + (begins ? 1 : -1));
    }

    private void look(long nowNanos) {
        boolean active = responses.active() != null;
        boolean due = active || answerDue || responses.pending();
        if (heard || !due || mcpCalls > 0) {
            heard = false;
            quietSinceNanos = nowNanos;
            return;
        }
        boolean inAnswer = active && answering;
        long limitNanos = (inAnswer ? limits.inAnswer() : limits.beforeAnswer()).toNanos();
        if (nowNanos - quietSinceNanos >= limitNanos) {
            stop();
            meters.count(
                    inAnswer
                            ? CallCounter.MODEL_STALLS_IN_ANSWER
                            : CallCounter.MODEL_STALLS_BEFORE_ANSWER);
            onStalled.accept(inAnswer ? "stopped in an answer" : "began no answer in time");
        }
    }
}
