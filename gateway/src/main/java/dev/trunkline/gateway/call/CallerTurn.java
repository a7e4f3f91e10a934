package dev.trunkline.gateway.call;

import dev.trunkline.gateway.call.CallClock.Timer;
import org.jspecify.annotations.Nullable;

/**
 * Whether the caller is speaking, and whether what they said was answered, across sessions: as the
 * model tells it, and as their voice was heard here where the model had no time to tell. Confined
 * to the call's event loop.
 */
final class CallerTurn {
    /** What tells when the caller was heard. */
    @FunctionalInterface
    interface Heard {
        /** Whether an utterance that no model has called over was heard later than this. */
        boolean since(long nanos);
    }

    /**
     * How long a model may take to say that it hears a voice: one that is about to break may have
     * been slow before. What it never mentions is taken for unheard, and asked for again.
     */
    private static final long DETECTION_NANOS = 5_000_000_000L;

    /** A caller who spoke on, and whom the next session has not heard by then, has finished. */
    private static final long SPEAKS_ON_NANOS = 2_000_000_000L;

    private final Heard heard;
    private final CallClock clock;
    private boolean speaking;
    private boolean unanswered;

    /** Asks for the answer to words whose end no session has heard. */
    private @Nullable Timer unheard;

    CallerTurn(Heard heard, CallClock clock) {
        this.heard = heard;
        this.clock = clock;
    }

    void began() {
        speaking = true;
        unanswered = true;
        cancel();
    }

    void ended() {
        speaking = false;
    }

    /**
     * What was said is in the conversation.
     *
     * @param willBeAnswered whether the model answers it unasked
     */
    void committed(boolean willBeAnswered) {
        unanswered = willBeAnswered;
    }

    void answerBegan() {
        unanswered = false;
        cancel();
    }

    /** Whether the caller said something that no response has begun to answer. */
    boolean unanswered() {
        return unanswered;
    }

    /** Whether nothing was heard of the caller for a while that is not answered. */
    boolean silent(long nowNanos) {
        return !speaking && !unanswered && !heard.since(nowNanos - DETECTION_NANOS);
    }

    /**
     * The session is gone.
     *
     * @return whether the caller was speaking, or had spoken without the model saying so
     */
    boolean lost(long nowNanos) {
        cancel();
        if (heard.since(nowNanos - DETECTION_NANOS)) {
            speaking = true; // whether or not the model had come to say so
            unanswered = true;
        }
        return speaking;
    }

    /**
     * The next session is there.
     *
     * @param askForAnswer run later if the caller speaks on, and the new session does not hear it
     * @return whether the caller speaks on: they are answered when they have finished
     */
    boolean resumed(long lostNanos, Runnable askForAnswer) {
        boolean speaksOn = speaking && heard.since(lostNanos);
        speaking = false;
        if (speaksOn) {
            unheard = clock.schedule(SPEAKS_ON_NANOS, askForAnswer);
        }
        return speaksOn;
    }

    void cancel() {
        if (unheard != null) {
            unheard.cancel();
            unheard = null;
        }
    }
}
