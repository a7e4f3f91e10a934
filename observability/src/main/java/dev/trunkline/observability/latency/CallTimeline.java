package dev.trunkline.observability.latency;

import static dev.trunkline.observability.latency.LatencySink.UNKNOWN_NANOS;

import dev.trunkline.observability.latency.LatencyMetric.Scope;
import java.util.List;

/**
 * What happened in one call, when: told as it happens, in moments; every latency of the call, its
 * turns and its interruptions is derived from them here and handed to the sink as soon as it is
 * settled.
 *
 * <p>All times are the gateway's monotonic clock in nanoseconds; a moment that was not seen is
 * {@link LatencySink#UNKNOWN_NANOS} and leaves its latencies out. Nothing here is called for every
 * frame but {@link #answerDelta} and {@link #played}, which allocate nothing. Confined to the
 * call's event loop.
 */
public final class CallTimeline {
    /** At a dozen a turn, some hundred turns; the rest is not kept. */
    private static final int MOST_EVENTS = 4_096;

    private final long beganNanos;
    private final LatencySink sink;
    private final EventLog events = new EventLog(MOST_EVENTS);
    private final Moments call = new Moments();
    private final TurnLedger turns;
    private final BargeInLedger bargeIns;
    private long modelLostNanos = UNKNOWN_NANOS;
    private boolean greetedByLeg;
    private boolean ended;

    /**
     * A timeline on which nothing has happened.
     *
     * @param beganNanos what the record's times are counted from: the webhook, or the dialling
     */
    public CallTimeline(long beganNanos, LatencySink sink) {
        this.beganNanos = beganNanos;
        this.sink = sink;
        turns = new TurnLedger(beganNanos, sink);
        bargeIns = new BargeInLedger(beganNanos, sink);
    }

    /** A moment of the call itself; the first of its kind counts. */
    public void reached(Moment moment, long atNanos) {
        if (atNanos == UNKNOWN_NANOS || ended) {
            return;
        }
        events.add(moment, atNanos);
        if (call.knows(moment)) {
            return;
        }
        call.set(moment, atNanos);
        for (LatencyMetric metric : LatencyMetric.values()) {
            if (metric.scope() == Scope.CALL
                    && (moment == metric.toMoment() || moment == metric.fromMoment())) {
                sink.latency(metric, call.nanos(metric));
            }
        }
    }

    /**
     * The model heard the caller begin.
     *
     * @param voiceBeganNanos when the first voiced frame arrived, or unknown
     */
    public void speechStarted(long voiceBeganNanos, long nowNanos) {
        log(Moment.VOICE_BEGAN, voiceBeganNanos);
        log(Moment.SPEECH_STARTED, nowNanos);
    }

    /**
     * The model decided that the caller has finished.
     *
     * @param voiceEndedNanos when the last voiced frame arrived, or unknown
     */
    public void speechStopped(long voiceEndedNanos, long nowNanos) {
        log(Moment.VOICE_ENDED, voiceEndedNanos);
        log(Moment.SPEECH_STOPPED, nowNanos);
        turns.speechStopped(voiceEndedNanos, nowNanos);
    }

    /** The utterance that just ended asks for no answer: a backchannel. */
    public void utterancePassedOver() {
        turns.withdrawn();
    }

    public void toolCalled(long nowNanos) {
        log(Moment.TOOL_CALLED, nowNanos);
        turns.toolCalled();
    }

    /** The model's session broke, and the call goes on without one. */
    public void modelLost(long nowNanos) {
        log(Moment.MODEL_LOST, nowNanos);
        modelLostNanos = nowNanos;
    }

    /** Another session took the conversation over. */
    public void reconnected(long nowNanos) {
        log(Moment.RECONNECTED, nowNanos);
        turns.reconnected();
        if (modelLostNanos != UNKNOWN_NANOS && !ended) {
            sink.latency(LatencyMetric.TAKEOVER_GAP, nowNanos - modelLostNanos);
            modelLostNanos = UNKNOWN_NANOS;
        }
    }

    /** A piece of a response's audio came; the first one of an answer is its first delta. */
    public void answerDelta(String responseId, long arrivalNanos) {
        if (turns.answerDelta(responseId, arrivalNanos)) {
            log(Moment.FIRST_DELTA, arrivalNanos);
        }
    }

    /** The first frame of a response was handed to the leg's socket. */
    public void firstFrame(String responseId, long nowNanos) {
        boolean answer = turns.firstFrame(responseId, nowNanos);
        if (!greetedByLeg && !call.knows(Moment.FIRST_FRAME)) {
            reached(Moment.FIRST_FRAME, nowNanos);
        } else if (answer) {
            log(Moment.FIRST_FRAME, nowNanos);
        }
    }

    /**
     * A mark told when a response began to play.
     *
     * @param atNanos the mark's time minus the audio before it
     */
    public void playBegan(String responseId, long atNanos) {
        if (turns.playBegan(responseId, atNanos)) {
            log(Moment.PLAY_BEGAN, atNanos);
            logAudible();
        }
    }

    /**
     * The first audible sample of a response was found.
     *
     * @param silenceNanos audio before it
     */
    public void leadSilence(String responseId, long silenceNanos) {
        if (turns.leadSilence(responseId, silenceNanos)) {
            logAudible();
        }
    }

    /** The far edge has played on until now. */
    public void played(long nowNanos) {
        turns.played(nowNanos);
    }

    /**
     * Words of a response were spoken, as the leg says or as must be by now: the answer is heard,
     * though nobody knows its first sound.
     *
     * @param beganNanos when it began, or unknown
     */
    public void answerSpoken(String responseId, long beganNanos) {
        if (beganNanos != UNKNOWN_NANOS && turns.playBegan(responseId, beganNanos)) {
            log(Moment.PLAY_BEGAN, beganNanos);
        }
        turns.spoken(responseId);
    }

    /** The leg greets by itself: when the first word comes is not ours to know. */
    public void greetedByLeg() {
        greetedByLeg = true;
    }

    /** All that the agent said so far was heard. */
    public void answerHeard(long nowNanos) {
        log(Moment.ANSWER_HEARD, nowNanos);
        turns.heard(nowNanos);
    }

    /**
     * The caller interrupted the agent.
     *
     * @param voiceBeganNanos first voiced frame of the interruption, or unknown
     * @param clearedNanos when the clear was handed over, or unknown if nothing had to be cleared
     * @param playBeganNanos when what the phone plays now began to play
     * @param playEndNanos when that would have ended
     */
    public void interrupted(
            long voiceBeganNanos,
            long clearedNanos,
            long nowNanos,
            long playBeganNanos,
            long playEndNanos) {
        log(Moment.CLEAR_SENT, clearedNanos);
        turns.interrupted(nowNanos);
        bargeIns.interrupted(voiceBeganNanos, clearedNanos, nowNanos, playBeganNanos, playEndNanos);
    }

    /** What the caller interrupted began to play only now, as a mark tells after the fact. */
    public void interruptedPlayBegan(long atNanos) {
        bargeIns.playBegan(atNanos);
    }

    /** The mark before the clear came back: the far edge plays nothing any more. */
    public void farEdgeSilent(long nowNanos) {
        if (bargeIns.farEdgeSilent(nowNanos)) {
            log(Moment.FAR_EDGE_SILENT, nowNanos);
        }
    }

    /** Nothing more happens; what is settled by now is handed on. */
    public void ended(long nowNanos) {
        if (!ended) {
            log(Moment.CALL_ENDED, nowNanos);
            turns.ended(nowNanos);
            bargeIns.ended();
            ended = true;
        }
    }

    /** The turns so far, in order. */
    public List<TurnTimes> turns() {
        return turns.turns();
    }

    /** The interruptions so far, in order. */
    public List<BargeInTimes> bargeIns() {
        return bargeIns.bargeIns();
    }

    /** What happened so far, sorted by time; the first 4096. */
    public List<TimelineEvent> events() {
        return events.since(beganNanos);
    }

    private void logAudible() {
        log(Moment.AUDIBLE, turns.audibleNanos());
    }

    private void log(Moment moment, long atNanos) {
        if (atNanos != UNKNOWN_NANOS && !ended) {
            events.add(moment, atNanos);
        }
    }
}
