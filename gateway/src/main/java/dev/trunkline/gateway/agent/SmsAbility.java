package dev.trunkline.gateway.agent;

import dev.trunkline.gateway.config.keys.Key;
import dev.trunkline.gateway.config.keys.Mistakes;
import dev.trunkline.gateway.trunk.PhoneNumber;
import org.jspecify.annotations.Nullable;

/** The tool {@code send_sms}: the agent may send a text message to the caller, to nobody else. */
public record SmsAbility(
        @Key(
                        value = "Sender; the number that was called if not set",
                        range = "a phone number such as +15550100123")
                @Nullable PhoneNumber from,
        @Key(value = "When to use it, for the model", or = "Send the caller a text message.")
                String description,
        @Key(value = "Messages in one call", or = "3", range = "1 to 20") int maxPerCall) {

    public SmsAbility {
        new Mistakes()
                .check(
                        !description.isBlank(),
                        "description",
                        "(empty)",
                        "some text",
                        "say when the model should use it")
                .range("maxPerCall", maxPerCall, 1, 20, "each message costs, and may annoy")
                .throwIfAny();
    }
}
