package dev.trunkline.gateway.agent;

import dev.trunkline.gateway.config.keys.Key;
import dev.trunkline.gateway.config.keys.Mistakes;
import org.jspecify.annotations.Nullable;

/**
 * The calls that an agent makes.
 *
 * @param maxCalls at once; null: no limit of its own
 * @param policy of {@code outbound.policies}, for calls that name neither trunk nor policy
 * @param tenant of {@code outbound.tenants}, for calls that name none
 * @param hours of {@code outbound.hours}; null: at any time
 */
public record Outbound(
        @Key(
                        value = "Calls that it makes at once; no limit of its own if not set",
                        range = "1 to 100000")
                @Nullable Integer maxCalls,
        @Key("Policy of its calls that name neither trunk nor policy; `outbound.policy` if not set")
                @Nullable String policy,
        @Key("Tenant whose limits its calls count for") @Nullable String tenant,
        @Key("Hours of `outbound.hours` in which it may call; at any time if not set")
                @Nullable String hours,
        @Key(
                        value =
                                "Whether Twilio finds out who answers: `enable` as soon as it can,"
                                        + " `message_end` with a machine after its greeting",
                        or = "off",
                        range = "off, enable, message_end")
                MachineDetection machineDetection,
        @Key(
                        value = "What happens when a machine has answered",
                        or = "go_on",
                        range = "go_on, hang_up")
                OnMachine onMachine,
        @Key(value = "Whether Twilio records its calls", or = "false") boolean record) {

    /** Calls out as they are if nothing is said of them. */
    public static final Outbound STANDARD =
            new Outbound(null, null, null, null, MachineDetection.OFF, OnMachine.GO_ON, false);

    /** Whether, and when, Twilio says who answered. */
    public enum MachineDetection {
        OFF,
        /** As soon as it is known. */
        ENABLE,
        /** With a machine once its greeting is over: to leave a message. */
        MESSAGE_END
    }

    /** What happens when a machine has answered. */
    public enum OnMachine {
        /** The agent talks to it. */
        GO_ON,
        HANG_UP
    }

    public Outbound {
        new Mistakes()
                .range(
                        "maxCalls",
                        maxCalls == null ? 1 : maxCalls,
                        1,
                        100_000,
                        "leave it out for no limit")
                .check(
                        onMachine == OnMachine.GO_ON || machineDetection != MachineDetection.OFF,
                        "onMachine",
                        onMachine,
                        "machineDetection with it",
                        "set machineDetection: enable, or leave this out")
                .throwIfAny();
    }
}
