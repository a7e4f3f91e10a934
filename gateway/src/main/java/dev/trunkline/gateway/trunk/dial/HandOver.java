package dev.trunkline.gateway.trunk.dial;

import dev.trunkline.gateway.agent.AgentProfile;

/** What an answered phone that asks what to do belongs to. */
public sealed interface HandOver {
    /**
     * A call of this gateway: its media and its record are the asker's from now on.
     *
     * @param agent as it was when the call was asked for
     * @param postDialNanos from asking the carrier to ringing; -1 if that was not seen
     * @param answerNanos from asking the carrier to the answer
     */
    record Taken(
            DialView call,
            CallRequest request,
            AgentProfile agent,
            long postDialNanos,
            long answerNanos)
            implements HandOver {}

    /** A call that is not wanted any more. */
    record Gone() implements HandOver {}

    /** None that this gateway knows: another one's, or one from before a restart. */
    record Unknown() implements HandOver {}
}
