package dev.trunkline.loadtest.relay;

/** When a step of a caller's script is taken, in milliseconds of the call. */
public sealed interface RelayCue {
    /** At this time since the session began, or at once if that has passed. */
    record At(long sinceSetupMs) implements RelayCue {}

    /** This long after the step before was finished (speech: its last word said). */
    record After(long delayMs) implements RelayCue {}

    /**
     * The agent has spoken since the step before was finished, what it said contains this text, and
     * nothing has been left to speak for this long. An answer in several talk cycles, before and
     * after a tool, needs the text: the silence between them is as long as the gateway makes it.
     */
    record AgentDone(String containing, long silentMs) implements RelayCue {}

    /**
     * The agent has spoken this many words since the step before was finished, and is not through:
     * a barge-in, exact to the word.
     */
    record AgentSpoke(int words) implements RelayCue {}

    /** What the agent has spoken since the step before was finished contains this. */
    record AgentSaid(String text) implements RelayCue {}

    static RelayCue at(long sinceSetupMs) {
        return new At(sinceSetupMs);
    }

    static RelayCue after(long delayMs) {
        return new After(delayMs);
    }

    /** The agent has answered and has been silent for 300 ms. */
    static RelayCue agentDone() {
        return agentDone("");
    }

    /** The agent has said this, maybe among other things, and has been silent for 300 ms. */
    static RelayCue agentDone(String containing) {
        return new AgentDone(containing, 300);
    }

    static RelayCue agentSpoke(int words) {
        return new AgentSpoke(words);
    }

    static RelayCue agentSaid(String text) {
        return new AgentSaid(text);
    }
}
