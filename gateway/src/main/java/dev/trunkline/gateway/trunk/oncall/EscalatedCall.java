package dev.trunkline.gateway.trunk.oncall;

import dev.trunkline.gateway.agent.AgentProfile;
import dev.trunkline.gateway.call.CallNumbers;
import dev.trunkline.gateway.call.CallSettings;
import dev.trunkline.gateway.trunk.PhoneNumber;
import org.jspecify.annotations.Nullable;

/**
 * A call that people are brought to. Prints its reference alone.
 *
 * @param callSid the phone network's name of it
 */
record EscalatedCall(String reference, String callSid, String agent, CallNumbers numbers) {
    /** What stands in a text message for a number that is not known. */
    private static final String WITHHELD = "a withheld number";

    static EscalatedCall of(CallSettings call, AgentProfile agent) {
        return new EscalatedCall(
                call.reference(), call.identity().providerCallId(), agent.name(), call.numbers());
    }

    /** Puts what is known of the call where {@code text} has names for it. */
    String told(String text) {
        return text.replace("{{caller}}", shown(numbers.caller()))
                .replace("{{line}}", shown(numbers.line()))
                .replace("{{agent}}", agent);
    }

    private static String shown(@Nullable PhoneNumber number) {
        return number == null ? WITHHELD : number.e164();
    }

    @Override
    public String toString() {
        return "EscalatedCall[" + reference + "]";
    }
}
