package dev.trunkline.gateway.call;

import static dev.trunkline.observability.latency.LatencySink.UNKNOWN_NANOS;

import dev.trunkline.gateway.agent.AgentProfile;
import dev.trunkline.gateway.call.CallClock.Timer;
import dev.trunkline.observability.latency.CallTimeline;
import dev.trunkline.observability.latency.Moment;
import dev.trunkline.observability.metrics.CallCounter;
import dev.trunkline.observability.metrics.CallMeters;
import dev.trunkline.observability.metrics.CallOutcome;
import dev.trunkline.observability.metrics.CallPhase;
import dev.trunkline.observability.record.CallRecord;
import org.jspecify.annotations.Nullable;

/**
 * One phone call with the model in words: the leg hears and speaks, the model reads and writes.
 *
 * <pre>
 *   text leg ── prompts, keys ────────▶ {@link TurnTaking} ── words, cancel, amend ──▶ model session
 *   text leg ◀── one token a delta ── {@link AgentSpeech} ◀── onText ──────────────── model session
 *                 interrupt, tokens played ─┴─▶ how much of it was spoken
 * </pre>
 *
 * <p>Confined to the event loop of its first leg; the model session is moved there before it is
 * attached. A leg that closes unasked leaves the call waiting: for word that the caller hung up, or
 * for another leg to go on with ({@link LostLeg}). Whatever ends first ends the call, once: {@link
 * #end}.
 */
public final class TextCall extends TextSessionListener
        implements Call, TextLegListener, LastingSession.Watcher, ToolEffects {
    private final CallSettings settings;
    private final CallMeters meters;
    private final ModelConnector models;
    private final CallClock clock;
    private final EndListener endListener;
    private final CallTimeline timeline;
    private final Transcript transcript;
    private final AgentSpeech speech;
    private final TurnTaking turns;
    private final DtmfCollector dtmf;
    private final Farewell farewell;
    private final AgentTools tools;
    private final LostLeg lostLeg;
    private final CallTimeLimits limits;
    private final long startedNanos;

    private HangUpPhrases hangUpPhrases;
    private TextLeg leg;
    private @Nullable ModelSession session;
    private @Nullable Timer farewellHeard;

    /** Written on the call's loop, read by gauges. */
    private volatile CallPhase phase = CallPhase.CONNECTING;

    private String failureDetail = "";
    private boolean ended;
    private boolean callerSpeaking;
    private int answers;
    private @Nullable String answerId;

    /**
     * A call that begins now.
     *
     * @param models opens another session if the call's own is lost
     */
    public TextCall(
            CallSettings settings,
            TextLeg leg,
            ModelConnector models,
            CallClock clock,
            EndListener endListener) {
        this.settings = settings;
        this.leg = leg;
        this.models = models;
        this.clock = clock;
        this.endListener = endListener;
        AgentProfile agent = settings.agent();
        meters = settings.meters();
        startedNanos = clock.nanos();
        timeline = new CallTimeline(settings.receivedNanos(), meters);
        timeline.reached(Moment.WEBHOOK_RECEIVED, settings.receivedNanos());
        timeline.reached(Moment.STREAM_STARTED, startedNanos);
        transcript = new Transcript(agent.keepTranscript());
        speech = new AgentSpeech(leg, timeline, transcript::agentSaid);
        turns =
                new TurnTaking(
                        agent.relay(), meters, timeline, speech, transcript, this::onInterrupted);
        dtmf = new DtmfCollector(clock, turns::onDigits);
        farewell = new Farewell(clock, agent.hangUp().farewellLimit(), this::end);
        tools = new AgentTools(settings, clock, farewell, this);
        hangUpPhrases = HangUpPhrases.of(agent);
        lostLeg = new LostLeg(clock, this::onLegStaysLost);
        limits = new CallTimeLimits(clock, agent, this::isNoSilence, this::end);
        String greeting = agent.greeting().text();
        if (greeting != null) {
            turns.greeted(greeting, startedNanos);
        }
    }

    @Override
    public CallSettings settings() {
        return settings;
    }

    @Override
    public long elapsedSeconds() {
        return (clock.nanos() - startedNanos) / 1_000_000_000L;
    }

    @Override
    public CallRecord record(CallOutcome outcome) {
        long durationMs = (clock.nanos() - settings.receivedNanos()) / 1_000_000;
        ModelSession model = session;
        boolean prewarmed = model != null && model.updatedNanos() - startedNanos < 0;
        return CallRecorder.of(
                settings, timeline, outcome, durationMs, prewarmed, transcript.toString());
    }

    @Override
    public CallPhase phase() {
        return phase;
    }

    @Override
    public String failureDetail() {
        return failureDetail;
    }

    @Override
    public int answers() {
        return answers;
    }

    @Override
    public int interruptions() {
        return turns.interruptions();
    }

    @Override
    public void attach(ModelSession model) {
        if (ended) {
            model.close();
            return;
        }
        LastingSession lasting =
                new LastingSession(model, models, settings, clock, timeline, _ -> false, this);
        session = lasting;
        updatePhase();
        timeline.reached(Moment.MODEL_CONNECTING, model.connectingNanos());
        timeline.reached(Moment.SESSION_UPDATED, model.updatedNanos());
        tools.attach(lasting);
        turns.connect(lasting);
        lasting.start(this);
    }

    @Override
    public void onModelUnavailable(ModelFailure failure) {
        if (ended) {
            return;
        }
        failureDetail = failure.kind() + ": " + failure.detail();
        end(failure.outcome(), new NextStep.Apologise());
    }

    // From the leg.

    @Override
    public void onPrompt(String words, String language, boolean last, long arrivalNanos) {
        if (ended) {
            return;
        }
        limits.active(arrivalNanos);
        tools.callerSpeaks(!last);
        if (!last) {
            if (!callerSpeaking) {
                callerSpeaking = true;
                timeline.speechStarted(UNKNOWN_NANOS, arrivalNanos);
            }
            return;
        }
        callerSpeaking = false;
        if (!words.isBlank()) {
            turns.onPrompt(words, arrivalNanos);
        } else if (session != null && tools.takeOwedAnswer()) {
            session.requestResponse(ResponseRequest.answer()); // nothing was said after all
        }
    }

    @Override
    public void onInterrupt(String spoken, long spokenMs, long arrivalNanos) {
        if (ended) {
            return;
        }
        limits.active(arrivalNanos);
        turns.onInterrupt(spoken, arrivalNanos);
        endIfSilent(clock.nanos()); // a transfer goes on: nothing is left to be heard before it
    }

    @Override
    public void onDtmf(char digit) {
        if (ended) {
            return;
        }
        meters.count(CallCounter.DTMF_DIGITS);
        limits.active(clock.nanos());
        dtmf.press(digit);
    }

    @Override
    public void onSpoken(String words, long arrivalNanos) {
        if (!ended) {
            boolean silent = speech.silent(arrivalNanos);
            turns.onSpoken(words, arrivalNanos);
            afterSpeech(silent, arrivalNanos);
        }
    }

    @Override
    public void onAgentSpeaking(boolean speaking, long arrivalNanos) {
        if (!ended) {
            boolean silent = speech.silent(arrivalNanos);
            speech.onSpeaking(speaking, arrivalNanos);
            afterSpeech(silent, arrivalNanos);
        }
    }

    @Override
    public void onLegClosed(boolean clean) {
        if (ended || lostLeg.waiting()) {
            return;
        }
        turns.legLost(clock.nanos());
        lostLeg.lost(clean);
        updatePhase();
    }

    /**
     * The leg is over, and the caller is still there. Whether another leg may take its place, which
     * is then waited for.
     */
    boolean reopen() {
        if (ended) {
            return false;
        }
        if (!lostLeg.waiting()) { // its socket has not told yet
            leg.close(LegClose.DONE);
            onLegClosed(false);
        }
        if (farewell.pending()) {
            farewell.onAgentSilent(); // nothing of the goodbye is left to be heard
        }
        boolean reopened = !ended && lostLeg.reopen();
        meters.count(
                reopened ? CallCounter.RELAY_BREAKS_REOPENED : CallCounter.RELAY_BREAKS_GIVEN_UP);
        return reopened;
    }

    /** Goes on over another leg. */
    void resume(TextLeg next) {
        lostLeg.cancel();
        leg = next;
        if (ended) {
            next.end(CallOutcome.LEG_FAILED.label());
            return;
        }
        meters.count(CallCounter.RELAY_BREAKS_RESUMED);
        limits.active(clock.nanos());
        updatePhase();
        turns.legIsBack(next);
    }

    // From the model.

    @Override
    public void onResponseStarted(String responseId) {
        limits.active(clock.nanos());
        turns.onResponseStarted(responseId);
        tools.responseStarted();
    }

    @Override
    public void onText(String responseId, String itemId, String delta, long arrivalNanos) {
        if (ended || turns.drops(responseId, itemId) || delta.isEmpty()) {
            return;
        }
        timeline.answerDelta(responseId, arrivalNanos);
        speech.say(responseId, itemId, delta, arrivalNanos);
        timeline.firstFrame(responseId, clock.nanos());
        tools.responseSpoke(responseId);
        if (!responseId.equals(answerId)) {
            answerId = responseId;
            answers++;
        }
    }

    @Override
    public void onTextDone(String responseId, String itemId, String text) {
        if (ended || turns.drops(responseId, itemId)) {
            return;
        }
        if (!speech.holdsItem(itemId)) {
            onText(responseId, itemId, text, clock.nanos()); // of one that sends no deltas
        }
        speech.itemDone(itemId);
        if (hangUpPhrases.in(text)) {
            farewell.begin(CallOutcome.COMPLETED_BY_AGENT, new NextStep.HangUp());
            updatePhase();
        }
    }

    @Override
    public void onToolCall(ToolCall call) {
        if (ended) {
            return;
        }
        timeline.toolCalled(clock.nanos());
        tools.run(call);
        updatePhase();
    }

    @Override
    public void onResponseDone(ResponseEnd end) {
        if (ended) {
            return;
        }
        long nowNanos = clock.nanos();
        limits.active(nowNanos);
        meters.count(end.status().counter());
        turns.onResponseDone(end.responseId());
        tools.responseDone(end.responseId());
        endIfSilent(nowNanos);
    }

    @Override
    public void onSessionEnded(@Nullable ModelFailure failure) {
        if (failure != null) {
            onModelUnavailable(failure);
        }
    }

    @Override
    public boolean onSessionLost(@Nullable String responseId) {
        turns.sessionLost();
        boolean goesOn = !farewell.pending();
        endIfSilent(clock.nanos()); // a goodbye needs no model but for its words
        return goesOn;
    }

    @Override
    public boolean silent() {
        boolean heard = lostLeg.waiting() || speech.silent(clock.nanos());
        return heard && !callerSpeaking && !farewell.pending();
    }

    // Who may speak.

    private void onInterrupted() {
        farewell.onInterrupted();
        updatePhase();
    }

    private void afterSpeech(boolean wasSilent, long nowNanos) {
        limits.active(nowNanos);
        if (!wasSilent && speech.silent(nowNanos)) {
            timeline.answerHeard(nowNanos);
        }
        endIfSilent(nowNanos);
    }

    /** A call that has begun to say goodbye is ending; one without its leg is not talking. */
    private void updatePhase() {
        phase =
                farewell.pending()
                        ? CallPhase.ENDING
                        : lostLeg.waiting() || session == null
                                ? CallPhase.CONNECTING
                                : CallPhase.TALKING;
    }

    private void endIfSilent(long nowNanos) {
        if (!farewell.pending() || turns.modelIsBusy() || lostLeg.waiting()) {
            return; // without its leg, whoever knows why it went decides, or the farewell's limit
        }
        if (speech.silent(nowNanos)) {
            farewell.onAgentSilent();
        } else {
            cancelFarewellHeard();
            farewellHeard =
                    clock.schedule(
                            speech.silentInNanos(nowNanos), () -> endIfSilent(clock.nanos()));
        }
    }

    /** A response that is begun is no activity: it may have stalled. */
    private boolean isNoSilence() {
        return lostLeg.waiting() || !speech.heard(clock.nanos());
    }

    // From the tools.

    @Override
    public void sayMeanwhile(String words) {
        turns.sayMeanwhile(words, clock.nanos());
    }

    @Override
    public void sendDigits(String digits) {
        leg.sendDigits(digits);
    }

    @Override
    public void handOver(AgentProfile next) {
        hangUpPhrases = HangUpPhrases.of(next);
        limits.follow(next);
        transcript.keep(next.keepTranscript());
        turns.follow(next.relay(), leg);
    }

    // Ends.

    /** The leg is gone, and nobody said why in time. */
    private void onLegStaysLost() {
        end(
                lostLeg.clean() ? CallOutcome.COMPLETED_BY_CALLER : CallOutcome.LEG_FAILED,
                new NextStep.Apologise());
    }

    @Override
    public void onEnded(boolean clean) {
        end(
                clean ? CallOutcome.COMPLETED_BY_CALLER : CallOutcome.LEG_FAILED,
                new NextStep.Apologise());
    }

    @Override
    public void end(CallOutcome outcome, NextStep next) {
        if (ended) {
            return;
        }
        ended = true;
        phase = CallPhase.ENDING;
        timeline.ended(clock.nanos());
        limits.cancel();
        tools.close();
        cancelFarewellHeard();
        farewell.cancel();
        lostLeg.cancel();
        dtmf.close();
        speech.close();
        endListener.onCallEnding(this, next);
        leg.end(outcome.label());
        if (session != null) {
            session.close();
        }
        endListener.onCallEnded(this, outcome, next);
    }

    private void cancelFarewellHeard() {
        if (farewellHeard != null) {
            farewellHeard.cancel();
            farewellHeard = null;
        }
    }

    /** The live chain, for one log line. */
    @Override
    public String toString() {
        return leg + " -> " + session + " -> " + speech;
    }
}
