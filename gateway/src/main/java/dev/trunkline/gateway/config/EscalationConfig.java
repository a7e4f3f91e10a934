package dev.trunkline.gateway.config;

import dev.trunkline.gateway.config.keys.Key;
import dev.trunkline.gateway.config.keys.Mistakes;
import dev.trunkline.gateway.trunk.PhoneNumber;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How people are brought to a call: whom to ring and to text, one step after another, and what
 * happens if nobody comes. Prints without numbers.
 *
 * @param then once the last step's time is over
 * @param transferTo for {@link Then#TRANSFER}; null otherwise
 * @param prompt heard by a person who picks up; {@code {{key}}} is the step's {@code accept}
 */
public record EscalationConfig(
        @Key(value = "Name by which agents refer to it", entryName = true) String name,
        @Key("Who is rung and texted, by step: in the order of their names, numbers by their value")
                Map<String, EscalationStep> steps,
        @Key(
                        value =
                                "What happens when nobody has come by the end of the last step: the"
                                        + " agent goes on, the caller may leave a message, the call"
                                        + " ends, or somebody else gets it",
                        or = "agent",
                        range = "agent, voicemail, hang_up, transfer")
                Then then,
        @Key(
                        value = "Who gets the call with `then: transfer`",
                        range = "a phone number such as +15550100123")
                @Nullable PhoneNumber transferTo,
        @Key("The message of a caller, with `then: voicemail`") Voicemail voicemail,
        @Key(value = "Language of what Twilio says to people on call and callers", or = "en-US")
                String language,
        @Key(
                        value = "What a person on call hears first; `{{key}}` is the key to press",
                        or = "There is a call for you. Press {{key}} to take it.")
                String prompt,
        @Key(
                        value = "What a person hears who comes after another one",
                        or = "Somebody else has taken the call.")
                String taken,
        @Key(
                        value = "What a person hears who comes when the caller has gone",
                        or = "The caller is not on the line any more.")
                String gone) {

    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

    /** Numbers by their value, then words. */
    private static final Comparator<String> ORDER =
            Comparator.<String>comparingInt(name ->
                            NUMBER.matcher(name).matches()
                                    ? Integer.parseInt(name)
                                    : Integer.MAX_VALUE)
                    .thenComparing(Comparator.naturalOrder());

    /** What happens when nobody has come. */
    public enum Then {
        /** The agent goes on as if nothing had been. */
        AGENT,
        VOICEMAIL,
        HANG_UP,
        TRANSFER
    }

    public EscalationConfig {
        Map<String, EscalationStep> sorted = new TreeMap<>(ORDER);
        sorted.putAll(steps);
        steps = Collections.unmodifiableMap(sorted);
        new Mistakes()
                .check(
                        !steps.isEmpty(),
                        "steps",
                        null,
                        "one or more steps",
                        "write one, as 1: {call: [\"+15550100123\"]}")
                .check(
                        (then == Then.TRANSFER) == (transferTo != null),
                        "transferTo",
                        null, // a number must not stand in a message
                        "a number with then: transfer, and none without",
                        "set it, or remove it")
                .check(
                        !prompt.isBlank() && !taken.isBlank() && !gone.isBlank(),
                        "prompt",
                        null,
                        "some text, as of taken and gone",
                        "leave them out for the defaults")
                .throwIfAny();
    }

    /** The steps in their order. */
    public List<EscalationStep> inOrder() {
        return List.copyOf(steps.values());
    }

    @Override
    public String toString() {
        return "Escalation[" + name + ", steps=" + steps.keySet() + ", then=" + then + "]";
    }
}
