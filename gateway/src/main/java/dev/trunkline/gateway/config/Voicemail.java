package dev.trunkline.gateway.config;

import dev.trunkline.gateway.config.keys.Key;
import dev.trunkline.gateway.config.keys.Mistakes;
import java.time.Duration;

/**
 * The message that a caller leaves when nobody came. It stays with Twilio.
 *
 * @param silence after which it is taken for finished
 * @param text to all that the steps' texts went to
 */
public record Voicemail(
        @Key(
                        value = "What the caller hears before the tone",
                        or = "Nobody can come to the phone. Please leave a message after the tone.")
                String say,
        @Key(value = "Longest message", or = "2m", range = "5s to 1h") Duration longest,
        @Key(value = "Silence that ends it", or = "5s", range = "1s to 1m") Duration silence,
        @Key(
                        value =
                                "Text message to all that the steps' texts went to, once there is one;"
                                        + " `{{caller}}`, `{{line}}`, `{{agent}}`, `{{seconds}}` and"
                                        + " `{{recording}}` stand for what they name",
                        or = "{{caller}} has left a message of {{seconds}} s: {{recording}}")
                String text) {

    private static final int LONGEST_TEXT = 1_000;

    public Voicemail {
        new Mistakes()
                .check(
                        !say.isBlank(),
                        "say",
                        "(empty)",
                        "some text",
                        "leave it out for the default")
                .range(
                        "longest",
                        longest,
                        Duration.ofSeconds(5),
                        Duration.ofHours(1),
                        "2m is the default")
                .range(
                        "silence",
                        silence,
                        Duration.ofSeconds(1),
                        Duration.ofMinutes(1),
                        "people pause for some seconds")
                .check(
                        !text.isBlank() && text.length() <= LONGEST_TEXT,
                        "text",
                        text.length() + " characters",
                        "1 to " + LONGEST_TEXT + " characters",
                        "leave it out for the default")
                .throwIfAny();
    }
}
