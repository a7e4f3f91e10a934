package dev.trunkline.gateway.call;

import dev.trunkline.gateway.agent.AgentProfile;
import dev.trunkline.gateway.agent.Interruption;
import dev.trunkline.gateway.agent.TurnDetection;
import dev.trunkline.gateway.call.CallClock.Timer;
import dev.trunkline.observability.latency.CallTimeline;
import dev.trunkline.observability.latency.LatencySink;
import dev.trunkline.observability.metrics.CallCounter;
import dev.trunkline.observability.metrics.CallMeters;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The caller speaks while the agent does. Clears the phone, cancels the response if one runs, drops
 * its late audio, and tells the model what was heard of each item.
 *
 * <p>Who decides: with the profile's default the model's server interrupts by itself and the
 * gateway follows ({@link Mode#SERVER}). A profile that lets backchannels pass, or does not let the
 * caller interrupt, takes the decision to the gateway: the session is then configured neither to
 * interrupt nor to answer by itself ({@link Mode#GATEWAY}, {@link Mode#NEVER}).
 */
final class BargeIn {
    /** Who decides that the caller interrupts, and asks for the answer afterwards. */
    enum Mode {
        SERVER,
        GATEWAY,
        NEVER;

        static Mode of(Interruption interruption) {
            if (!interruption.interruptible()) {
                return NEVER;
            }
            return interruption.decidedByModel() ? SERVER : GATEWAY;
        }
    }

    private static final int REMEMBERED_RESPONSES = 8;
    private static final long FRAME_NANOS = 20_000_000;

    /** What a short word is followed by before semantic detection gives up on more of it. */
    private static final int SEMANTIC_SILENCE_MS = 500;

    private final CallClock clock;
    private final CallMeters meters;
    private final CallTimeline timeline;
    private final CallerVoice voice;
    private final Playout playout;
    private final ModelSession session;
    private final RecentIds discarded = new RecentIds(REMEMBERED_RESPONSES);

    private Mode mode;
    private long minSpeechNanos;
    private long decisionNanos;
    private @Nullable Timer decision;
    private boolean backchannel;
    private int interruptions;

    BargeIn(
            AgentProfile agent,
            CallClock clock,
            CallMeters meters,
            CallTimeline timeline,
            CallerVoice voice,
            Playout playout,
            ModelSession session) {
        this.clock = clock;
        this.meters = meters;
        this.timeline = timeline;
        this.voice = voice;
        this.playout = playout;
        this.session = session;
        follow(agent);
    }

    /** Another agent leads from now on: its profile says what interrupts it. */
    void follow(AgentProfile agent) {
        cancelDecision();
        Interruption interruption = agent.interruption();
        mode = Mode.of(interruption);
        minSpeechNanos = interruption.minSpeechMs() * 1_000_000L;
        // A voice that is too soft for the detector: the model reports an end of speech only after
        // the silence that proves it, and until both have passed, a short word cannot be told from
        // the beginning of a long sentence.
        decisionNanos =
                (interruption.minSpeechMs() + silenceDurationMs(agent.turnDetection()))
                        * 1_000_000L;
    }

    /** Returns whether the agent was interrupted at once. */
    boolean onSpeechStarted(long nowNanos, Runnable onInterrupted) {
        if (!agentIsSpeaking(nowNanos)) {
            backchannel = false;
            return false;
        }
        switch (mode) {
            case SERVER -> interrupt(nowNanos, onInterrupted);
            case GATEWAY -> {
                backchannel = true;
                cancelDecision();
                decide(nowNanos, onInterrupted);
            }
            case NEVER -> backchannel = false;
        }
        return mode == Mode.SERVER;
    }

    void onSpeechStopped() {
        cancelDecision();
    }

    /** Whether the gateway has to ask for the answer to the utterance that was just committed. */
    boolean answerAfterCommit(long nowNanos) {
        // A short word as the agent just ends is an answer, not a backchannel.
        boolean passOver = backchannel && agentIsSpeaking(nowNanos);
        backchannel = false;
        if (passOver) {
            timeline.utterancePassedOver();
            meters.count(CallCounter.BACKCHANNELS);
        }
        return mode != Mode.SERVER && !passOver;
    }

    /** Whether audio of this response is no longer wanted. */
    boolean isDiscarded(String responseId) {
        return discarded.contains(responseId);
    }

    int interruptions() {
        return interruptions;
    }

    void close() {
        cancelDecision();
    }

    /** Interrupts once the caller has spoken for long enough, by energy or by the model's word. */
    private void decide(long startedNanos, Runnable onInterrupted) {
        long nowNanos = clock.nanos();
        long leftNanos = startedNanos + decisionNanos - nowNanos;
        if (voice.spokenNanos() >= minSpeechNanos || leftNanos <= 0) {
            decision = null;
            backchannel = false;
            interrupt(nowNanos, onInterrupted);
        } else {
            decision =
                    clock.schedule(
                            Math.min(leftNanos, FRAME_NANOS),
                            () -> decide(startedNanos, onInterrupted));
        }
    }

    private boolean agentIsSpeaking(long nowNanos) {
        return playout.hasUnheard(nowNanos) || session.activeResponseId() != null;
    }

    private void interrupt(long nowNanos, Runnable onInterrupted) {
        if (!agentIsSpeaking(nowNanos)) {
            return;
        }
        boolean audible = playout.audible(nowNanos);
        long playBeganNanos = playout.spurtBeganNanos();
        long playEndNanos = playout.playEndNanos();
        List<Unheard> cut = playout.clear(nowNanos);
        timeline.interrupted(
                voice.beganNanos(),
                audible ? clock.nanos() : LatencySink.UNKNOWN_NANOS,
                nowNanos,
                playBeganNanos,
                playEndNanos);
        String active = session.activeResponseId();
        if (active != null) {
            discarded.add(active);
            if (mode != Mode.SERVER) {
                session.cancelResponse(active);
            }
        }
        for (Unheard unheard : cut) {
            if (unheard.item().equals(Playout.TONES)) {
                continue; // no item of the model's
            }
            session.truncate(
                    unheard.item().itemId(), unheard.item().contentIndex(), unheard.heardMs());
            meters.count(CallCounter.TRUNCATIONS);
        }
        interruptions++;
        meters.count(CallCounter.BARGE_INS);
        onInterrupted.run();
    }

    private static int silenceDurationMs(TurnDetection detection) {
        return switch (detection) {
            case TurnDetection.ServerVad vad -> vad.silenceDurationMs();
            case TurnDetection.SemanticVad _ -> SEMANTIC_SILENCE_MS;
        };
    }

    private void cancelDecision() {
        if (decision != null) {
            decision.cancel();
            decision = null;
        }
    }
}
