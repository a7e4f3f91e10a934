package dev.trunkline.gateway.call;

import dev.trunkline.gateway.agent.AgentProfile;

/** Brings people to calls, for agents that have an escalation. Any thread; returns at once. */
public interface OnCall {
    /** Brings nobody. */
    OnCall NOBODY =
            new OnCall() {
                @Override
                public void began(CallSettings call) {}

                @Override
                public void asked(CallSettings call, AgentProfile agent) {}

                @Override
                public void ended(CallSettings call) {}
            };

    /** The agent has answered a call. */
    void began(CallSettings call);

    /**
     * The model wants a person to come.
     *
     * @param agent who leads the conversation now
     */
    void asked(CallSettings call, AgentProfile agent);

    /** The agent's part of the call is over, whatever follows. */
    void ended(CallSettings call);
}
