package dev.trunkline.gateway.call;

import dev.trunkline.gateway.trunk.Destination;

/** What the phone network should do once the stream is closed and the caller is still there. */
public sealed interface NextStep {
    /** The conversation is over. */
    record HangUp() implements NextStep {}

    /** The agent sent the caller on. */
    record Transfer(Destination to) implements NextStep {}

    /**
     * A person has come, or the caller may leave a message: who rings the people says which.
     *
     * @param call the call's reference
     */
    record OnCall(String call) implements NextStep {}

    /** The conversation broke off: say so, and fall back. */
    record Apologise() implements NextStep {}
}
