package dev.trunkline.gateway.call;

import dev.trunkline.gateway.agent.AgentProfile;
import dev.trunkline.gateway.call.CallClock.Timer;
import dev.trunkline.observability.latency.CallTimeline;
import dev.trunkline.observability.latency.Moment;
import dev.trunkline.observability.metrics.CallCounter;
import dev.trunkline.observability.metrics.CallMeters;
import dev.trunkline.observability.metrics.CallOutcome;
import dev.trunkline.observability.metrics.CallPhase;
import dev.trunkline.observability.record.CallRecord;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * One phone call with the model: both directions of audio, who may speak, and one end.
 *
 * <pre>
 *   phone leg ── onMedia ──▶ {@link UplinkFeed} ─────────────────────────▶ model session
 *   phone leg ◀── frames, marks ── {@link Playout} ◀── {@link AgentVoice} ◀── onAudio ── model session
 *                                      ▲ clear, truncate
 *                                 {@link BargeIn} ◀── onSpeechStarted ── model session
 * </pre>
 *
 * <p>Confined to the event loop of its phone socket; the model session is moved there before it is
 * attached. Whatever ends first ends the call, once: {@link #end}.
 */
public final class AudioCall implements Call, PhoneLegListener, ModelSessionListener, ToolEffects {
    private static final long IDLE_MARK_NANOS = 15_000_000_000L;

    private final CallSettings settings;
    private final CallMeters meters;
    private final CallClock clock;
    private final PhoneLeg leg;
    private final ModelConnector models;
    private final EndListener endListener;
    private final UplinkFeed uplink;
    private final Playout playout;
    private final AgentVoice voice;
    private final CallTimeline timeline;
    private final RelaySamples relay;
    private final AgentTools tools;
    private final Transcript transcript;
    private final DtmfCollector dtmf;
    private final Farewell farewell;
    private final CallTimeLimits limits;
    private final Timer idleMarks;
    private final long startedNanos;

    private HangUpPhrases hangUpPhrases;

    private @Nullable ModelSession session;
    private @Nullable BargeIn bargeIn;

    /** Written on the call's loop, read by gauges. */
    private volatile CallPhase phase = CallPhase.CONNECTING;

    private String failureDetail = "";
    private boolean ended;
    private boolean callerSpeaking;

    /**
     * A call that begins now.
     *
     * @param models opens another session if the call's own is lost
     */
    public AudioCall(
            CallSettings settings,
            PhoneLeg leg,
            ModelConnector models,
            CallClock clock,
            ByteBufAllocator allocator,
            EndListener endListener) {
        this.settings = settings;
        this.leg = leg;
        this.models = models;
        this.clock = clock;
        this.endListener = endListener;
        meters = settings.meters();
        startedNanos = clock.nanos();
        timeline = new CallTimeline(settings.receivedNanos(), meters);
        timeline.reached(Moment.WEBHOOK_RECEIVED, settings.receivedNanos());
        timeline.reached(Moment.STREAM_STARTED, startedNanos);
        relay = new RelaySamples(clock, meters);
        uplink =
                new UplinkFeed(
                        leg.callerFormat(),
                        settings.modelFormat(),
                        settings.uplink(),
                        clock,
                        meters);
        limits = new CallTimeLimits(clock, settings.agent(), this::somebodySpeaks, this::end);
        playout =
                new Playout(
                        leg,
                        settings.playout(),
                        clock,
                        allocator,
                        new HeardByCaller(leg, clock, meters, timeline, limits, this::endIfSilent));
        voice =
                new AgentVoice(
                        settings.modelFormat(),
                        leg.agentFormat(),
                        settings.playout().resampler(),
                        playout,
                        meters,
                        timeline);
        transcript = new Transcript(settings.agent().keepTranscript());
        dtmf = new DtmfCollector(clock, this::onDigits);
        farewell = new Farewell(clock, settings.agent().hangUp().farewellLimit(), this::end);
        tools = new AgentTools(settings, clock, farewell, this);
        hangUpPhrases = HangUpPhrases.of(settings.agent());
        idleMarks = clock.every(IDLE_MARK_NANOS, () -> playout.probe(clock.nanos()));
        playout.probe(clock.nanos());
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
    public void attach(ModelSession model) {
        if (ended) {
            model.close();
            return;
        }
        LastingSession lasting =
                new LastingSession(
                        model,
                        models,
                        settings,
                        clock,
                        timeline,
                        uplink.voice()::heardSince,
                        new AudioGap(
                                clock,
                                voice,
                                playout,
                                farewell,
                                this::somebodySpeaks,
                                this::callerFellSilent,
                                this::endIfSilent));
        session = lasting;
        phase = CallPhase.TALKING;
        timeline.reached(Moment.MODEL_CONNECTING, model.connectingNanos());
        timeline.reached(Moment.SESSION_UPDATED, model.updatedNanos());
        bargeIn =
                new BargeIn(
                        settings.agent(),
                        clock,
                        meters,
                        timeline,
                        uplink.voice(),
                        playout,
                        lasting);
        tools.attach(lasting);
        uplink.connect(lasting);
        lasting.start(this);
        if (!ended) {
            uplink.onModelWritable(); // before it was started it told nobody that it reads again
            lasting.flush();
        }
    }

    @Override
    public void onModelUnavailable(ModelFailure failure) {
        if (ended) {
            return;
        }
        failureDetail = failure.kind() + ": " + failure.detail();
        end(failure.outcome(), new NextStep.Apologise());
    }

    // From the phone.

    @Override
    public void onMedia(Base64Payload payload, long timestampMs, long arrivalNanos) {
        uplink.onMedia(payload, timestampMs, arrivalNanos);
        relay.fromPhone(arrivalNanos);
    }

    @Override
    public void onAudio(byte[] audio, int byteCount, long timestampMs, long arrivalNanos) {
        uplink.onAudio(audio, byteCount, timestampMs, arrivalNanos);
        relay.fromPhone(arrivalNanos);
    }

    @Override
    public void onReadComplete() {
        ModelSession model = session;
        if (model != null && !ended) {
            model.flush();
            relay.toModel();
        }
    }

    @Override
    public void onMark(int generation, int sequence) {
        playout.onMark(generation, sequence, clock.nanos());
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
    public void onWritable() {
        playout.pump(clock.nanos());
    }

    @Override
    public void onEnded(boolean clean) {
        end(
                clean ? CallOutcome.COMPLETED_BY_CALLER : CallOutcome.LEG_FAILED,
                new NextStep.Apologise());
    }

    private void onDigits(String digits) {
        ModelSession model = session;
        if (model != null) {
            model.addUserText("[caller pressed " + digits + "]");
            model.requestResponse(ResponseRequest.answer());
        }
    }

    // From the model.

    @Override
    public void onSpeechStarted(long audioStartMs) {
        if (ended) {
            return;
        }
        long nowNanos = clock.nanos();
        limits.active(nowNanos);
        callerSpeaks(true);
        uplink.voice().utteranceBegan(audioStartMs);
        timeline.speechStarted(uplink.voice().beganNanos(), nowNanos);
        if (bargeIn != null) {
            bargeIn.onSpeechStarted(nowNanos, this::onInterrupted);
        }
    }

    @Override
    public void onSpeechStopped(long audioEndMs) {
        long nowNanos = clock.nanos();
        limits.active(nowNanos);
        timeline.speechStopped(uplink.voice().endedNanos(audioEndMs), nowNanos);
        uplink.voice().utteranceEnded(audioEndMs);
        callerFellSilent();
    }

    @Override
    public void onCommitted(String itemId) {
        if (!ended
                && bargeIn != null
                && session != null
                && (bargeIn.answerAfterCommit(clock.nanos()) || tools.takeOwedAnswer())) {
            session.requestResponse(ResponseRequest.answer());
        }
    }

    @Override
    public void onResponseStarted(String responseId) {
        limits.active(clock.nanos());
        tools.responseStarted();
    }

    @Override
    public void onAudio(
            AudioItem item, ByteBuf message, int payloadStart, int payloadEnd, long arrivalNanos) {
        if (ended) {
            return; // the model speaks on until it has read our close
        }
        if (bargeIn != null && bargeIn.isDiscarded(item.responseId())) {
            meters.count(
                    CallCounter.DROPPED_DISCARDED_RESPONSE_MS,
                    voice.durationMs(message, payloadStart, payloadEnd));
            return;
        }
        if (payloadStart < payloadEnd) {
            timeline.answerDelta(item.responseId(), arrivalNanos);
        }
        if (!voice.offer(item, message, payloadStart, payloadEnd)) {
            return;
        }
        tools.responseSpoke(item.responseId());
        playout.pump(arrivalNanos);
        relay.toPhone(arrivalNanos);
    }

    @Override
    public void onAudioDone(AudioItem item) {
        if (ended) {
            return;
        }
        voice.endOfItem();
        playout.itemDone(item, clock.nanos());
    }

    @Override
    public void onCallerTranscript(String itemId, String words) {
        if (!ended) {
            transcript.callerSaid(words);
        }
    }

    @Override
    public void onTranscript(String itemId, String words) {
        if (!ended) {
            transcript.agentSaid(words);
        }
        if (!ended && hangUpPhrases.in(words)) {
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
        voice.endOfItem();
        playout.responseDone(end.responseId(), nowNanos);
        tools.responseDone(end.responseId());
        endIfSilent(nowNanos);
    }

    @Override
    public void onModelWritable() {
        uplink.onModelWritable();
    }

    @Override
    public void onSessionEnded(@Nullable ModelFailure failure) {
        if (failure != null) {
            onModelUnavailable(failure);
        }
    }

    private void onInterrupted() {
        voice.discard();
        farewell.onInterrupted();
        updatePhase();
        endIfSilent(clock.nanos()); // a transfer goes on: nothing is left to be heard before it
    }

    /** A call that has begun to say goodbye is ending. */
    private void updatePhase() {
        phase = farewell.pending() ? CallPhase.ENDING : CallPhase.TALKING;
    }

    private void endIfSilent(long nowNanos) {
        ModelSession model = session;
        if (farewell.pending()
                && model != null
                && model.activeResponseId() == null
                && !model.responsePending()
                && playout.drained(nowNanos)) {
            farewell.onAgentSilent();
        }
    }

    private void callerSpeaks(boolean speaking) {
        callerSpeaking = speaking;
        tools.callerSpeaks(speaking);
    }

    private void callerFellSilent() {
        callerSpeaks(false);
        if (bargeIn != null) {
            bargeIn.onSpeechStopped();
        }
    }

    private boolean somebodySpeaks() {
        return callerSpeaking || playout.playing(clock.nanos());
    }

    // From the tools.

    @Override
    public void sayMeanwhile(String words) {
        if (session != null) {
            session.requestResponse(
                    ResponseRequest.say("Say exactly this, and nothing else: " + words));
        }
    }

    @Override
    public void sendDigits(String digits) {
        if (!leg.sendKeys(digits)) {
            playout.offerKeys(digits, clock.nanos());
        }
    }

    @Override
    public void handOver(AgentProfile next) {
        hangUpPhrases = HangUpPhrases.of(next);
        limits.follow(next);
        transcript.keep(next.keepTranscript());
        if (bargeIn != null) {
            bargeIn.follow(next);
        }
    }

    @Override
    public void end(CallOutcome outcome, NextStep next) {
        if (ended) {
            return;
        }
        ended = true;
        phase = CallPhase.ENDING;
        timeline.ended(clock.nanos());
        idleMarks.cancel();
        limits.cancel();
        tools.close();
        farewell.cancel();
        dtmf.close();
        uplink.close();
        playout.close();
        if (bargeIn != null) {
            bargeIn.close();
        }
        endListener.onCallEnding(this, next);
        leg.close(outcome == CallOutcome.DRAINED ? LegClose.GOING_AWAY : LegClose.DONE);
        if (session != null) {
            session.close();
        }
        endListener.onCallEnded(this, outcome, next);
    }

    @Override
    public int answers() {
        return voice.answers();
    }

    @Override
    public int interruptions() {
        return bargeIn == null ? 0 : bargeIn.interruptions();
    }

    /** The live chain, for one log line. */
    @Override
    public String toString() {
        return uplink + "; " + session + " -> " + voice;
    }
}
