package dev.trunkline.gateway.twilio.rest;

import java.util.regex.Pattern;

/** Twilio's identifiers: two letters and 32 hexadecimal digits. */
final class Sid {
    private static final Pattern DIGITS = Pattern.compile("[0-9a-fA-F]{32}");

    private Sid() {}

    static boolean is(String prefix, String text) {
        return text.startsWith(prefix) && DIGITS.matcher(text.substring(2)).matches();
    }

    /**
     * @throws IllegalArgumentException if {@code text} is none
     */
    static void check(String prefix, String text) {
        if (!is(prefix, text)) {
            throw new IllegalArgumentException(
                    "sid: expected " + prefix + " and 32 hexadecimal digits");
        }
    }
}
