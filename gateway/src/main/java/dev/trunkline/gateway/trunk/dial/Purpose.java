package dev.trunkline.gateway.trunk.dial;

/** What a call out is for: what the one who answers gets to hear. */
public sealed interface Purpose {
    /** Talks with its agent. */
    record Agent() implements Purpose {}

    /**
     * Asks a person to take over another call. The agent is that call's: neither its own limit nor
     * its hours count, since it is not the agent that calls.
     *
     * @param call reference of the call that the person is needed in
     * @param leg number of the person among those who are rung for it, from 1
     */
    record OnCall(String call, int leg) implements Purpose {}
}
