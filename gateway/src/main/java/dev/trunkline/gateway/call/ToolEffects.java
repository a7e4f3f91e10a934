package dev.trunkline.gateway.call;

import dev.trunkline.gateway.agent.AgentProfile;

/**
 * What tools do to the call that they are used in, where it depends on the leg. Called on the
 * call's event loop. Ending a call is {@link Farewell}'s.
 */
interface ToolEffects {
    /** Lets the caller hear {@code words} while a tool takes its time. */
    void sayMeanwhile(String words);

    /**
     * Plays keys to the far side, after all that the agent has said.
     *
     * @param digits of {@code 0-9*#} and {@code w} for half a second of pause; not empty
     */
    void sendDigits(String digits);

    /** Another agent leads the conversation from now on; the session has been told. */
    void handOver(AgentProfile next);
}
