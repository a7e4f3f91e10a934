package dev.trunkline.gateway.agent;

import dev.trunkline.gateway.config.keys.Mistakes;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The attributes of {@code <ConversationRelay>} that have no key of their own in a profile (page
 * "TwiML Voice: ConversationRelay"). Twilio ignores an attribute that it does not know without a
 * word, and ends the session over some values: both are refused here instead.
 */
final class RelayAttributes {
    private static final Accepted FLAG = new Accepted("true|false", "true or false");
    private static final Accepted TEXT = new Accepted("\\S(.*\\S)?", "some text");

    private static final Map<String, Accepted> KNOWN =
            new TreeMap<>(
                    Map.of(
                            "debug",
                            new Accepted("debugging", "debugging"),
                            "elevenlabsTextNormalization",
                            new Accepted("on|auto|off", "on, auto, off"),
                            "intelligenceService",
                            TEXT,
                            "eotThreshold",
                            new Accepted("0\\.[5-8]\\d*|0\\.90*", "0.5 to 0.9"),
                            "speechTimeout",
                            new Accepted(
                                    "auto|[6-9]\\d\\d|[1-4]\\d\\d\\d|5000",
                                    "600 to 5000 (milliseconds), or auto"),
                            "deepgramSmartFormat",
                            FLAG,
                            "ignoreBackchannel",
                            FLAG,
                            "backgroundNoiseReduction",
                            TEXT,
                            "profanityFilter",
                            FLAG,
                            "conversationConfiguration",
                            TEXT));

    private RelayAttributes() {}

    /** What a value has to match, and the same in words. */
    private record Accepted(Pattern pattern, String words) {
        Accepted(String expression, String words) {
            this(Pattern.compile(expression), words);
        }
    }

    static void check(Map<String, String> attributes, Mistakes mistakes) {
        new TreeMap<>(attributes)
                .forEach((name, value) -> {
                    Accepted accepted = KNOWN.get(name);
                    if (accepted == null) {
                        mistakes.check(
                                false,
                                "attributes",
                                name,
                                "names among " + String.join(", ", KNOWN.keySet()),
                                "remove it, or use the key of `relay` for it: Twilio ignores what"
                                        + " it does not know");
                    } else {
                        mistakes.check(
                                accepted.pattern.matcher(value).matches(),
                                "attributes",
                                name + "=" + value,
                                accepted.words,
                                "correct it, or leave it out for Twilio's choice");
                    }
                });
    }
}
