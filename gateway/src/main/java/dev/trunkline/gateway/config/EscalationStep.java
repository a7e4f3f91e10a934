package dev.trunkline.gateway.config;

import dev.trunkline.gateway.config.keys.Key;
import dev.trunkline.gateway.config.keys.Mistakes;
import dev.trunkline.gateway.trunk.PhoneNumber;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One step of an {@link EscalationConfig}: all of it begins at once. Prints without numbers.
 *
 * @param call in E.164 form
 * @param accept null: picking up is enough
 * @param within until the next step, also if nobody rings any more
 */
public record EscalationStep(
        @Key(value = "Name of the step", entryName = true) String name,
        @Key(
                        value =
                                "Who is rung, all at once; the first one who takes the call has it."
                                        + " `outbound.allowedPrefixes` has to admit them",
                        range = "phone numbers such as +15550100123")
                List<String> call,
        @Key("The text message that goes out at the same time; none if not set")
                @Nullable EscalationText text,
        @Key(
                        value = "When the next step begins, if nobody has taken the call",
                        or = "120s",
                        range = "1s to 1h")
                Duration within,
        @Key(
                        value =
                                "Key with which a person takes the call; `none`: picking up is enough,"
                                        + " for a mailbox too",
                        or = "1",
                        range = "a digit, *, or none")
                @Nullable String accept,
        @Key("Trunk of its calls; not together with `policy`") @Nullable String trunk,
        @Key("Policy of its calls; as of the agent's own calls if not set")
                @Nullable String policy) {

    private static final int MOST_CALLS = 10;

    public EscalationStep {
        call = List.copyOf(call);
        accept = "none".equals(accept) ? null : accept;
        new Mistakes()
                .check(
                        call.stream().allMatch(PhoneNumber::isValid),
                        "call",
                        null, // a number must not stand in a message
                        "phone numbers with plus and country code (E.164)",
                        "write each in quotes, as \"+15550100123\"")
                .check(
                        new HashSet<>(call).size() == call.size() && call.size() <= MOST_CALLS,
                        "call",
                        null,
                        "each number once, " + MOST_CALLS + " at most",
                        "remove one, or make another step of it")
                .check(
                        !call.isEmpty() || text != null,
                        "call",
                        null,
                        "somebody to call, or a text message",
                        "set call or text, or remove the step")
                .range(
                        "within",
                        within,
                        Duration.ofSeconds(1),
                        Duration.ofHours(1),
                        "120s is the default")
                .check(
                        accept == null || accept.matches("[0-9*]"),
                        "accept",
                        accept,
                        "a digit, *, or none",
                        "leave it out for 1")
                .check(
                        trunk == null || policy == null,
                        "policy",
                        policy,
                        "either it or trunk",
                        "remove one")
                .throwIfAny();
    }

    /** Who is rung. */
    public List<PhoneNumber> callees() {
        return call.stream().map(PhoneNumber::new).toList();
    }

    @Override
    public String toString() {
        return "EscalationStep[" + name + ", calls=" + call.size() + ", within=" + within + "]";
    }
}
