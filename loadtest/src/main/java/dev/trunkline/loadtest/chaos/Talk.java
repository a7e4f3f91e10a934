package dev.trunkline.loadtest.chaos;

import dev.trunkline.loadtest.phone.CallScript;
import dev.trunkline.loadtest.phone.CallerAudio;
import dev.trunkline.loadtest.phone.When;

/**
 * The conversation of every scenario: a greeting, two answers heard to their end, one interrupted,
 * and the answer to the interruption. Nobody waits for ever: a caller who hears nothing speaks, and
 * in the end hangs up.
 */
final class Talk {
    /** Answers heard to the end, the greeting among them. */
    static final int WHOLE = 4;

    /** Steps that have begun while the first answer is due. */
    static final int ASKED_ONCE = 1;

    /** Silence after which an answer is over. */
    static final long PAUSE_MS = 700;

    private static final long PATIENCE_MS = 15_000;

    private Talk() {}

    /**
     * What the caller says and when.
     *
     * @param pauseMs silence that the caller takes for the end of an answer
     */
    static CallScript.Builder to(CallScript.Builder caller, long pauseMs) {
        When answered = new When.AgentEnded(pauseMs, PATIENCE_MS);
        return caller.say(answered, CallerAudio.utterance(1))
                .say(answered, CallerAudio.utterance(2))
                .say(answered, CallerAudio.utterance(3))
                .say(new When.Interrupting(600, PATIENCE_MS), CallerAudio.utterance(1))
                .hangUp(answered)
                .maxDurationMs(100_000);
    }
}
