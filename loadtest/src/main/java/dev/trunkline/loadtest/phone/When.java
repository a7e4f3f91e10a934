package dev.trunkline.loadtest.phone;

/** When a step of a caller's script is taken. Looked at with every frame, so to 20 ms. */
public sealed interface When {
    /** At this time since the stream started. */
    record At(long sinceStartMs) implements When {}

    /** This long after the step before was finished (an utterance: its last frame sent). */
    record After(long delayMs) implements When {}

    /**
     * The agent has been audible since the step before was finished, and has been silent for this
     * long, with nothing audible queued. A pause inside audio that is queued already is no end.
     *
     * @param atLatestMs go on this long after the step before in any case; 0 waits forever
     */
    record AgentEnded(long silentMs, long atLatestMs) implements When {}

    /**
     * While the agent is being heard, this long after it became audible: a barge-in.
     *
     * @param atLatestMs go on this long after the step before in any case; 0 waits forever
     */
    record Interrupting(long heardMs, long atLatestMs) implements When {}

    static When at(long sinceStartMs) {
        return new At(sinceStartMs);
    }

    static When after(long delayMs) {
        return new After(delayMs);
    }

    static When agentEnded(long silentMs) {
        return new AgentEnded(silentMs, 0);
    }

    static When interrupting(long heardMs) {
        return new Interrupting(heardMs, 0);
    }
}
