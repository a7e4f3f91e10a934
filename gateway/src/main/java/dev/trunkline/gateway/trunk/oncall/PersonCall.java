package dev.trunkline.gateway.trunk.oncall;

import dev.trunkline.gateway.agent.Outbound.MachineDetection;
import dev.trunkline.gateway.agent.Outbound.OnMachine;
import dev.trunkline.gateway.config.EscalationStep;
import dev.trunkline.gateway.trunk.PhoneNumber;
import dev.trunkline.gateway.trunk.dial.CallRequest;
import dev.trunkline.gateway.trunk.dial.Purpose;
import java.time.Duration;
import java.util.Map;

/** The call to a person on call. */
final class PersonCall {
    /** What a try may ring, at Twilio. */
    private static final Duration LONGEST_RINGING = Duration.ofMinutes(10);

    private static final Duration SHORTEST_RINGING = Duration.ofSeconds(5);

    private PersonCall() {}

    /**
     * Rings for as long as the step lasts. A key tells people from machines, so that no detection
     * is needed; it is not recorded: neither the person nor the caller was told so.
     */
    static CallRequest request(EscalatedCall call, PersonLeg leg, PhoneNumber person) {
        EscalationStep step = leg.step;
        return new CallRequest(
                person,
                call.agent(),
                step.trunk(),
                step.policy(),
                null,
                null,
                Map.of(),
                MachineDetection.OFF,
                OnMachine.GO_ON,
                false,
                ringing(step.within()),
                new Purpose.OnCall(call.reference(), leg.number));
    }

    private static Duration ringing(Duration within) {
        if (within.compareTo(SHORTEST_RINGING) < 0) {
            return SHORTEST_RINGING; // it is given up with the step
        }
        return within.compareTo(LONGEST_RINGING) > 0 ? LONGEST_RINGING : within;
    }
}
