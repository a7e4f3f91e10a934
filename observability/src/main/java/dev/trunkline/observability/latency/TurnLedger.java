package dev.trunkline.observability.latency;

import static dev.trunkline.observability.latency.LatencySink.UNKNOWN_NANOS;

import dev.trunkline.observability.latency.LatencyMetric.Scope;
import dev.trunkline.observability.latency.TurnTimes.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The turns of one call, one at a time: opened when the model says that the caller has finished,
 * closed when the answer was heard, was interrupted, or the next turn begins.
 *
 * <pre>
 *  voice ended ─ speech_stopped ─ first delta ─ first frame ─ play began ─ audible ─ … ─ all heard
 *     │ endpointing │     model     │  delivery  │  playout   │   lead    │
 *     └─────────────────────────── heard ───────────────────────────────┘
 * </pre>
 *
 * <p>A caller who goes on before the answer has begun is still in the same turn: its end is the
 * last one. What the model says unasked, a greeting or more after a tool, opens none.
 */
final class TurnLedger {
    private static final int MOST_TURNS = 2_000;

    private final long beganNanos;
    private final LatencySink sink;
    private final List<TurnTimes> closed = new ArrayList<>();
    private final Moments moments = new Moments();

    private boolean open;
    private boolean told;

    /** The leg spoke some of the answer, at a time that is not known. */
    private boolean spoken;

    private int toolCalls;
    private int reconnects;
    private int number;
    private @Nullable String answerId;
    private @Nullable String latestResponseId;
    private long leadNanos = UNKNOWN_NANOS;

    TurnLedger(long beganNanos, LatencySink sink) {
        this.beganNanos = beganNanos;
        this.sink = sink;
    }

    void speechStopped(long voiceEndedNanos, long nowNanos) {
        if (open && moments.knows(Moment.FIRST_DELTA)) {
            close(isHeard(nowNanos) ? Outcome.HEARD : Outcome.CUT_OFF, nowNanos);
        }
        if (!open) {
            open = true;
            told = false;
            spoken = false;
            number++;
            toolCalls = 0;
            reconnects = 0;
            answerId = null;
            leadNanos = UNKNOWN_NANOS;
            moments.forget();
        }
        moments.set(Moment.VOICE_ENDED, voiceEndedNanos);
        moments.set(Moment.SPEECH_STOPPED, nowNanos);
    }

    /** What was taken for an utterance asks for no answer: no turn. */
    void withdrawn() {
        if (open && !moments.knows(Moment.FIRST_DELTA)) {
            open = false;
            number--;
        }
    }

    void toolCalled() {
        if (open && !moments.knows(Moment.FIRST_DELTA)) {
            toolCalls++;
        }
    }

    void reconnected() {
        if (open && !moments.knows(Moment.FIRST_DELTA)) {
            reconnects++;
        }
    }

    /** Whether it is the beginning of this turn's answer. */
    boolean answerDelta(String responseId, long nowNanos) {
        if (responseId.equals(latestResponseId)) {
            return false; // more of what it has begun to say, maybe before the caller spoke
        }
        latestResponseId = responseId;
        if (!open || moments.knows(Moment.FIRST_DELTA)) {
            return false;
        }
        answerId = responseId;
        moments.set(Moment.FIRST_DELTA, nowNanos);
        return true;
    }

    boolean firstFrame(String responseId, long nowNanos) {
        return isAnswer(responseId) && setOnce(Moment.FIRST_FRAME, nowNanos);
    }

    boolean playBegan(String responseId, long atNanos) {
        if (!isAnswer(responseId)
                || !moments.knows(Moment.FIRST_FRAME)
                || !setOnce(Moment.PLAY_BEGAN, Math.max(atNanos, moments.at(Moment.FIRST_FRAME)))) {
            return false;
        }
        becomeAudible();
        return true;
    }

    boolean leadSilence(String responseId, long nanos) {
        if (!isAnswer(responseId) || leadNanos != UNKNOWN_NANOS) {
            return false;
        }
        leadNanos = nanos;
        becomeAudible();
        return true;
    }

    /** Some of a response was spoken. */
    void spoken(String responseId) {
        spoken |= isAnswer(responseId);
    }

    /** The far edge has played on: what has been heard by now is known. */
    void played(long nowNanos) {
        if (open && !told && isAudible(nowNanos)) {
            tell();
        }
    }

    /** All of the agent's speech so far was heard. */
    void heard(long nowNanos) {
        if (open && moments.knows(Moment.FIRST_FRAME)) {
            close(Outcome.HEARD, nowNanos);
        }
    }

    /** The answer stops here; what would have begun to be heard later never was. */
    void interrupted(long nowNanos) {
        if (open && moments.knows(Moment.FIRST_DELTA)) {
            close(Outcome.INTERRUPTED, nowNanos);
        }
    }

    void ended(long nowNanos) {
        if (open) {
            close(asItStands(isHeard(nowNanos)), nowNanos);
        }
    }

    private Outcome asItStands(boolean heard) {
        if (heard) {
            return Outcome.HEARD;
        }
        return moments.knows(Moment.FIRST_DELTA) ? Outcome.CUT_OFF : Outcome.UNANSWERED;
    }

    /** When the answer's beginning is, or was, heard; unknown while that is. */
    long audibleNanos() {
        return moments.at(Moment.AUDIBLE);
    }

    /** The turns so far, the one that is open included as it stands. */
    List<TurnTimes> turns() {
        List<TurnTimes> turns = new ArrayList<>(closed);
        if (open) {
            turns.add(times(asItStands(told || spoken)));
        }
        return turns;
    }

    /** Whether the answer has begun to be heard by now, not only to be played. */
    private boolean isAudible(long nowNanos) {
        return moments.knows(Moment.AUDIBLE) && moments.at(Moment.AUDIBLE) <= nowNanos;
    }

    private boolean isHeard(long nowNanos) {
        return spoken || isAudible(nowNanos);
    }

    private boolean isAnswer(String responseId) {
        return open && responseId.equals(answerId);
    }

    private boolean setOnce(Moment moment, long atNanos) {
        if (moments.knows(moment)) {
            return false;
        }
        moments.set(moment, atNanos);
        return true;
    }

    private void becomeAudible() {
        if (moments.knows(Moment.PLAY_BEGAN) && leadNanos != UNKNOWN_NANOS) {
            moments.set(Moment.AUDIBLE, moments.at(Moment.PLAY_BEGAN) + leadNanos);
        }
    }

    private void close(Outcome outcome, long nowNanos) {
        if (!isAudible(nowNanos)) {
            moments.set(Moment.AUDIBLE, UNKNOWN_NANOS);
        }
        tell();
        if (closed.size() < MOST_TURNS) {
            closed.add(times(outcome));
        }
        open = false;
    }

    private void tell() {
        if (!told) {
            told = true;
            moments.derive(Scope.TURN, sink);
        }
    }

    private TurnTimes times(Outcome outcome) {
        long at =
                moments.knows(Moment.VOICE_ENDED)
                        ? moments.at(Moment.VOICE_ENDED)
                        : moments.at(Moment.SPEECH_STOPPED);
        return new TurnTimes(
                number,
                Moments.toUs(at) - Moments.toUs(beganNanos),
                outcome,
                moments.us(LatencyMetric.TURN_ENDPOINTING),
                moments.us(LatencyMetric.TURN_MODEL),
                moments.us(LatencyMetric.TURN_DELIVERY),
                moments.us(LatencyMetric.TURN_PLAYOUT),
                moments.us(LatencyMetric.TURN_LEAD_SILENCE),
                moments.us(LatencyMetric.TURN_HEARD),
                moments.us(LatencyMetric.TURN_RESPONSE),
                toolCalls,
                reconnects);
    }
}
