package dev.trunkline.gateway.config;

import dev.trunkline.gateway.config.keys.Key;
import dev.trunkline.gateway.config.keys.Mistakes;
import dev.trunkline.gateway.trunk.PhoneNumber;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The text message of a step. Prints without numbers.
 *
 * @param to in E.164 form
 * @param body {@code {{caller}}}, {@code {{line}}} and {@code {{agent}}} stand for what they name
 * @param from null: Twilio picks a sender of {@code twilio.messagingServiceSid}
 */
public record EscalationText(
        @Key(value = "Who gets it", range = "phone numbers such as +15550100123") List<String> to,
        @Key(
                        value =
                                "What it says; `{{caller}}`, `{{line}}` and `{{agent}}` stand for the"
                                        + " caller's number, the one that was called and the agent",
                        or = "A call from {{caller}} waits for you. Pick up when it rings.")
                String body,
        @Key(
                        value = "Sender; one of `twilio.messagingServiceSid` if not set",
                        range = "a phone number such as +15550100123")
                @Nullable PhoneNumber from) {

    /** Leaves room for what its names stand for. */
    private static final int LONGEST_BODY = 1_000;

    public EscalationText {
        to = List.copyOf(to);
        new Mistakes()
                .check(
                        !to.isEmpty() && to.stream().allMatch(PhoneNumber::isValid),
                        "to",
                        null, // a number must not stand in a message
                        "one or more phone numbers with plus and country code (E.164)",
                        "write each in quotes, as \"+15550100123\"")
                .check(
                        !body.isBlank() && body.length() <= LONGEST_BODY,
                        "body",
                        body.length() + " characters",
                        "1 to " + LONGEST_BODY + " characters",
                        "a message of 160 is sent in one piece")
                .throwIfAny();
    }

    /** Who gets it. */
    public List<PhoneNumber> recipients() {
        return to.stream().map(PhoneNumber::new).toList();
    }

    @Override
    public String toString() {
        return "EscalationText[to=" + to.size() + "]";
    }
}
