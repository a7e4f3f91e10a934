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

    private static final long PAUSE_MS = 700;
    private static final long PATIENCE_MS = 15_000;

    private Talk() {}

    static CallScript.Builder to(CallScript.Builder caller) {
        return caller.say(pause(), CallerAudio.utterance(1))
                .say(pause(), CallerAudio.utterance(2))
                .say(pause(), CallerAudio.utterance(3))
                .say(new When.Interrupting(600, PATIENCE_MS), CallerAudio.utterance(1))
                .hangUp(pause())
                .maxDurationMs(100_000);
    }

    private static When pause() {
        return new When.AgentEnded(PAUSE_MS, PATIENCE_MS);
    }
}
