package dev.trunkline.gateway.call;

import static dev.trunkline.observability.latency.LatencySink.UNKNOWN_NANOS;

import dev.trunkline.gateway.agent.RelayProfile;
import dev.trunkline.gateway.agent.RelayProfile.WhileAnswering;
import dev.trunkline.gateway.call.SpokenLedger.Amendment;
import dev.trunkline.observability.latency.CallTimeline;
import dev.trunkline.observability.metrics.CallCounter;
import dev.trunkline.observability.metrics.CallMeters;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who speaks in a call in words: the caller's words become a question, and what the agent was
 * saying when they came stops, or does not, as the profile has it; what was not spoken of it, the
 * model forgets. The {@link BargeIn} of a call in words. Confined to the call's event loop.
 */
final class TurnTaking {
    private static final String MEANWHILE_ITEM = "trunkline_meanwhile_";
    private static final String GO_ON =
            "The line broke off while you were speaking, and is back. Go on from where you stopped.";

    private final CallMeters meters;
    private final CallTimeline timeline;
    private final AgentSpeech speech;
    private final Transcript transcript;
    private final CallerInput input = new CallerInput();
    private final WithdrawnAnswers withdrawn = new WithdrawnAnswers();
    private final Runnable onInterrupted;

    /** That the leg speaks and understands. */
    private final Set<String> languages = new HashSet<>();

    private RelayProfile profile;
    private @Nullable ModelSession session;
    private boolean legLost;

    /** The agent had more to say when the leg was lost. */
    private boolean brokeOff;

    private int interruptions;
    private int saidMeanwhile;

    /**
     * Nobody speaks yet.
     *
     * @param onInterrupted told when what the agent says stops, before the model is told
     */
    TurnTaking(
            RelayProfile profile,
            CallMeters meters,
            CallTimeline timeline,
            AgentSpeech speech,
            Transcript transcript,
            Runnable onInterrupted) {
        this.profile = profile;
        languages.add(profile.language());
        languages.addAll(profile.languages().keySet());
        this.meters = meters;
        this.timeline = timeline;
        this.speech = speech;
        this.transcript = transcript;
        this.onInterrupted = onInterrupted;
    }

    /** The leg greets by itself. */
    void greeted(String words, long nowNanos) {
        timeline.greetedByLeg();
        speech.greeted(words, nowNanos);
        input.agentGreeted(words);
    }

    /** The model is there; it is told what has happened meanwhile. */
    void connect(ModelSession model) {
        session = model;
        if (input.callerIsWaiting() && profile.whileAnswering() == WhileAnswering.CANCEL) {
            withdrawUnstarted(); // a greeting to one who has spoken already
        }
        input.connect(model);
    }

    /** Another agent leads from now on, in its own language if the leg was told of it. */
    void follow(RelayProfile next, TextLeg leg) {
        if (!next.language().equals(profile.language()) && languages.contains(next.language())) {
            leg.switchLanguage(next.language());
        }
        profile = next;
    }

    /** The leg says words that are not the model's; the model is told. */
    void sayMeanwhile(String words, long nowNanos) {
        if (session != null && !legLost) {
            String itemId = MEANWHILE_ITEM + ++saidMeanwhile;
            session.addAgentText(itemId, words);
            speech.say(itemId, itemId, words, nowNanos);
            speech.itemDone(itemId);
            speech.responseDone(itemId);
        }
    }

    int interruptions() {
        return interruptions;
    }

    /** Whether the model makes an answer, or is asked for one. */
    boolean modelIsBusy() {
        ModelSession model = session;
        return model != null && (model.activeResponseId() != null || model.responsePending());
    }

    // The caller.

    void onPrompt(String words, long arrivalNanos) {
        speech.reckonSpoken(arrivalNanos);
        if (profile.whileAnswering() == WhileAnswering.CANCEL) {
            stopAnswering(arrivalNanos);
        }
        speech.settle();
        transcript.callerSaid(words);
        timeline.speechStopped(UNKNOWN_NANOS, arrivalNanos);
        input.say(words);
    }

    void onDigits(String digits) {
        input.press(digits);
    }

    void onInterrupt(String spoken, long arrivalNanos) {
        boolean speaking = !speech.silent(arrivalNanos);
        String active = session == null ? null : session.activeResponseId();
        boolean unspokenAnswer = modelIsBusy() && (active == null || !speech.holds(active));
        List<Amendment> amendments = speech.interruptedAfter(spoken);
        if (!speaking && amendments.isEmpty()) {
            return; // it came too late: all had been said
        }
        interrupted(arrivalNanos);
        if (!unspokenAnswer) {
            amend(amendments);
        } else if (!amendments.isEmpty()) {
            // It answers what came since, from a memory that was wrong: it is made once more.
            withdrawUnstarted();
            amend(amendments);
            input.ask(ResponseRequest.answer());
        }
    }

    /** A prompt that comes while the agent answers takes the answer's place. */
    private void stopAnswering(long arrivalNanos) {
        boolean speaking = !speech.silent(arrivalNanos);
        if (!speaking && !modelIsBusy()) {
            return;
        }
        // What was sent is spoken to its end, unless the next answer may cut it off.
        List<Amendment> amendments =
                profile.preemptible() ? speech.cutUnspoken() : speech.cutUnsent();
        if (speaking) {
            interrupted(arrivalNanos);
        }
        withdrawUnstarted();
        amend(amendments);
    }

    private void interrupted(long arrivalNanos) {
        interruptions++;
        meters.count(CallCounter.BARGE_INS);
        timeline.interrupted(
                UNKNOWN_NANOS, UNKNOWN_NANOS, arrivalNanos, UNKNOWN_NANOS, UNKNOWN_NANOS);
        onInterrupted.run();
    }

    private void withdrawUnstarted() {
        if (session == null || !session.connected()) {
            return; // what the next session is asked for answers what was said by then
        }
        if (modelIsBusy() && session.activeResponseId() == null) {
            withdrawn.withdrawNext();
        }
    }

    /** Cancels what the model is saying, and sets its memory right. */
    private void amend(List<Amendment> amendments) {
        if (session == null) {
            // Only the greeting was said, and the model is told of it when it is there.
            amendments.forEach(greeting -> input.agentGreeted(greeting.spoken()));
        } else {
            withdrawn.withdraw(session, amendments);
            meters.count(CallCounter.TRUNCATIONS, amendments.size());
        }
    }

    // The leg.

    void onSpoken(String words, long arrivalNanos) {
        Amendment amendment = speech.onSpoken(words, arrivalNanos);
        if (amendment == null) {
            return;
        }
        if (amendment.itemId().equals(AgentSpeech.GREETING_ITEM) && input.holdsGreeting()) {
            input.agentGreeted(amendment.spoken());
        } else if (session != null) {
            withdrawn.correct(session, amendment);
        }
    }

    /** There is no leg any more: what it has not spoken, nobody hears. */
    void legLost(long nowNanos) {
        brokeOff |= !speech.silent(nowNanos) || modelIsBusy();
        legLost = true;
        speech.useLeg(null);
        List<Amendment> amendments = speech.cutUnspoken();
        withdrawUnstarted();
        amend(amendments);
    }

    /** Another leg goes on. */
    void legIsBack(TextLeg leg) {
        legLost = false;
        speech.useLeg(leg);
        if (brokeOff) {
            brokeOff = false;
            input.ask(ResponseRequest.say(GO_ON));
        }
    }

    // The model.

    void onResponseStarted(String responseId) {
        if (legLost) {
            brokeOff = true; // nobody hears it: it is asked for again
            withdrawn.withdrawNext();
        }
        if (session != null) {
            withdrawn.onStarted(responseId, session);
        }
    }

    /** The model's session is lost; what it said so far is spoken. */
    void sessionLost() {
        speech.brokeOff();
        if (session != null) {
            withdrawn.sessionLost(session);
        }
    }

    /** Whether words of this response are not wanted any more. */
    boolean drops(String responseId, String itemId) {
        return withdrawn.drops(responseId, itemId);
    }

    void onResponseDone(String responseId) {
        speech.responseDone(responseId);
        if (session != null) {
            withdrawn.onDone(responseId, session);
        }
    }
}
