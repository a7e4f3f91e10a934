package dev.trunkline.gateway.trunk.dial;

import dev.trunkline.gateway.agent.Outbound.MachineDetection;
import dev.trunkline.gateway.agent.Outbound.OnMachine;
import dev.trunkline.gateway.trunk.PhoneNumber;
import dev.trunkline.gateway.trunk.Trunk;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A call that somebody wants placed. What is null is as the agent's profile or the configuration
 * has it. Prints neither numbers nor parameters.
 *
 * @param trunk over this one and no other
 * @param policy finds a trunk; not together with {@code trunk}
 * @param from shown to the one who is called: a number of the trunk that carries it, else the
 *     trunk's first
 * @param parameters what the agent may know of this call; at most {@link #MOST_PARAMETERS}
 * @param ringing how long one try may ring
 * @param purpose what the one who answers gets to hear
 */
public record CallRequest(
        PhoneNumber to,
        String agent,
        @Nullable String trunk,
        @Nullable String policy,
        @Nullable String tenant,
        @Nullable PhoneNumber from,
        Map<String, String> parameters,
        @Nullable MachineDetection machineDetection,
        @Nullable OnMachine onMachine,
        @Nullable Boolean record,
        @Nullable Duration ringing,
        Purpose purpose) {

    public static final int MOST_PARAMETERS = 20;
    public static final int LONGEST_PARAMETER = 1_000;

    public CallRequest {
        parameters = Map.copyOf(parameters);
    }

    /** Of an agent's call. */
    public CallRequest(
            PhoneNumber to,
            String agent,
            @Nullable String trunk,
            @Nullable String policy,
            @Nullable String tenant,
            @Nullable PhoneNumber from,
            Map<String, String> parameters,
            @Nullable MachineDetection machineDetection,
            @Nullable OnMachine onMachine,
            @Nullable Boolean record,
            @Nullable Duration ringing) {
        this(
                to,
                agent,
                trunk,
                policy,
                tenant,
                from,
                parameters,
                machineDetection,
                onMachine,
                record,
                ringing,
                new Purpose.Agent());
    }

    /** What a request has to have. */
    public static CallRequest of(PhoneNumber to, String agent) {
        return new CallRequest(to, agent, null, null, null, null, Map.of(), null, null, null, null);
    }

    /** Over this trunk and no other. */
    public CallRequest over(String name) {
        return new CallRequest(
                to,
                agent,
                name,
                policy,
                tenant,
                from,
                parameters,
                machineDetection,
                onMachine,
                record,
                ringing,
                purpose);
    }

    /** With what the agent may know of this call. */
    public CallRequest knowing(Map<String, String> more) {
        return new CallRequest(
                to,
                agent,
                trunk,
                policy,
                tenant,
                from,
                more,
                machineDetection,
                onMachine,
                record,
                ringing,
                purpose);
    }

    /** Whether a person is asked to take over a call, instead of an agent calling. */
    boolean asksForHelp() {
        return purpose instanceof Purpose.OnCall;
    }

    /** What the one who is called sees: a trunk can show its own numbers only. */
    public PhoneNumber shownBy(Trunk carrier) {
        List<PhoneNumber> numbers = carrier.callerIds();
        return from != null && numbers.contains(from) ? from : numbers.getFirst();
    }

    @Override
    public String toString() {
        return "CallRequest[to=" + to + ", agent=" + agent + "]";
    }
}
