package dev.trunkline.gateway.agent;

import java.util.List;

/**
 * The agents that new calls are given now. Any thread; whoever needs more than one look at them
 * takes {@link #now} once.
 */
public final class CurrentAgents {
    private volatile State state;

    /**
     * The agents in force, and why a later configuration is not.
     *
     * @param mistakes of the latest reading, each without a secret; empty if it is in force
     */
    public record State(Agents agents, List<String> mistakes) {
        public State {
            mistakes = List.copyOf(mistakes);
        }
    }

    public CurrentAgents(Agents first) {
        state = new State(first, List.of());
    }

    public Agents now() {
        return state.agents;
    }

    public State state() {
        return state;
    }

    /** From now on calls are given these. Called by one thread at a time. */
    public void replace(Agents fresh) {
        state = new State(fresh, List.of());
    }

    /** A configuration was read that cannot be used: those in force stay. As {@link #replace}. */
    public void keep(List<String> mistakes) {
        state = new State(state.agents, mistakes);
    }
}
