package dev.trunkline.gateway.call;

import dev.trunkline.observability.metrics.CallOutcome;
import dev.trunkline.observability.metrics.CallPhase;
import dev.trunkline.observability.record.CallRecord;

/**
 * A call that runs: a leg joined to a model session, in audio or in words. Confined to the event
 * loop of its leg, but for {@link #phase}.
 */
public interface Call {
    /** Told of a call's end; each once, in this order. */
    interface EndListener {
        /** Its leg is closed next: the phone may ask what follows, on another loop, at once. */
        default void onCallEnding(Call call, NextStep next) {}

        void onCallEnded(Call call, CallOutcome outcome, NextStep next);
    }

    /** Names the call in logs and the API. */
    default String reference() {
        return settings().reference();
    }

    CallSettings settings();

    /** Where the call stands; any thread. */
    CallPhase phase();

    /** Whole seconds since the leg's start. */
    long elapsedSeconds();

    /** Answers of the agent so far. */
    int answers();

    /** Times the caller interrupted the agent. */
    int interruptions();

    /** What broke the call, safe to log; empty if nothing did. */
    String failureDetail();

    /**
     * Joins the session, which lives on this call's loop by now. Takes it over: the call closes it.
     */
    void attach(ModelSession model);

    /** The session could not be had, or was lost. */
    void onModelUnavailable(ModelFailure failure);

    /**
     * The phone network says that the media is over.
     *
     * @param clean whether the call ended, instead of its leg breaking
     */
    void onEnded(boolean clean);

    /** Ends the call; the first reason counts, later ones do nothing. */
    void end(CallOutcome outcome, NextStep next);

    /**
     * All there is to keep of the call, as far as it has gone.
     *
     * @param outcome how it ended; {@link CallOutcome#IN_PROGRESS} while it has not
     */
    CallRecord record(CallOutcome outcome);
}
