package dev.trunkline.gateway.twilio.voice;

import dev.trunkline.gateway.trunk.Destination;
import dev.trunkline.gateway.trunk.PhoneNumber;
import dev.trunkline.gateway.trunk.oncall.Instruction;
import java.util.Optional;

/** What follows once the media socket of a call is closed and the caller is still there. */
public sealed interface AfterStream {

    /** The conversation is over. */
    record HangUp() implements AfterStream {}

    /**
     * Someone else takes the call.
     *
     * @param destination who; numbers and addresses print masked
     * @param callerId what someone who is called sees: a number that the account may use; empty
     *     leaves Twilio's default, the caller's own number
     */
    record Transfer(Destination destination, Optional<PhoneNumber> callerId)
            implements AfterStream {}

    /** The session broke, and the call goes on over another one. */
    record Reopen(Admission.Accepted session) implements AfterStream {}

    /** What the people on call, or the lack of them, have brought. */
    record OnCall(Instruction what) implements AfterStream {}

    /** The stream failed, or the call is not known: say sorry, or run the configured fallback. */
    record Apologise() implements AfterStream {}
}
