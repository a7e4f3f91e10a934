package dev.trunkline.gateway.trunk;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A queue of Twilio's, from which people take the calls that wait (page "TwiML Voice: Enqueue");
 * written {@code queue:NAME}. Twilio makes it with the first call that waits in it.
 *
 * @param name 1 to 64 letters, digits, spaces, dots, dashes and underscores
 */
public record CallQueue(String name) implements Destination {
    private static final String PREFIX = "queue:";
    private static final Pattern NAME =
            Pattern.compile("[\\p{L}\\p{N}_.-][\\p{L}\\p{N} _.-]{0,63}");

    /**
     * @throws IllegalArgumentException if Twilio would not take the name
     */
    public CallQueue {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "queue: expected a name of 1 to 64 letters, digits, spaces, dots, dashes and"
                            + " underscores");
        }
    }

    static Optional<CallQueue> parse(String text) {
        String name = text.startsWith(PREFIX) ? text.substring(PREFIX.length()).strip() : "";
        return NAME.matcher(name).matches() ? Optional.of(new CallQueue(name)) : Optional.empty();
    }

    @Override
    public String toString() {
        return PREFIX + name;
    }
}
