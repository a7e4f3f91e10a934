package dev.trunkline.gateway.twilio.voice;

import dev.trunkline.gateway.trunk.PhoneNumber;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One end of a call as a webhook names it. Prints masked.
 *
 * <p>Twilio's own numbers come in E.164. What comes over a carrier's trunk has the shape that the
 * carrier sent: with or without plus, with {@code 00}, as a SIP URI, or as no number at all ({@code
 * anonymous}).
 *
 * @param raw what Twilio sent; may be empty
 * @param number the same in E.164, where it can be told without guessing a country
 */
public record CallParty(String raw, Optional<PhoneNumber> number) {

    private static final Pattern SCHEME = Pattern.compile("(?i)^(?:sips?|tel):");
    private static final Pattern SIP_ADDRESS =
            Pattern.compile("(?i)sips?:[^@]*@([^:;?>]+)(?:[:;?].*)?");
    private static final Pattern SEPARATORS = Pattern.compile("[ ().-]");

    /** Digits only: 11 to 15 of them are a number with its country code that lost its plus. */
    private static final Pattern INTERNATIONAL = Pattern.compile("[1-9][0-9]{10,14}");

    /** Reads what Twilio sent in {@code From} or {@code To}. */
    public static CallParty of(String raw) {
        String user = SCHEME.matcher(raw).replaceFirst("");
        int end = indexOfAny(user);
        user = end < 0 ? user : user.substring(0, end);
        if (user.indexOf('%') >= 0) {
            try {
                // A plus is a plus here; only a form's decoder makes it a space.
                user = URLDecoder.decode(user.replace("+", "%2B"), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException _) {
                return new CallParty(
                        raw, Optional.empty()); // not an escape after all: raw says what it was
            }
        }
        String dialled = SEPARATORS.matcher(user).replaceAll("");
        if (dialled.startsWith("00")) {
            dialled = "+" + dialled.substring(2);
        } else if (INTERNATIONAL.matcher(dialled).matches()) {
            dialled = "+" + dialled;
        }
        return new CallParty(
                raw,
                PhoneNumber.isValid(dialled)
                        ? Optional.of(new PhoneNumber(dialled))
                        : Optional.empty());
    }

    /** The domain of a SIP address, in lower case and without a port; empty if it is none. */
    public String sipDomain() {
        Matcher address = SIP_ADDRESS.matcher(raw);
        return address.matches() ? address.group(1).toLowerCase(Locale.ROOT) : "";
    }

    private static int indexOfAny(String user) {
        for (int i = 0; i < user.length(); i++) {
            if (user.charAt(i) == '@' || user.charAt(i) == ';') {
                return i;
            }
        }
        return -1;
    }

    /** The masked number; of anything else only that it was there. */
    @Override
    public String toString() {
        return number.map(PhoneNumber::toString).orElse(raw.isEmpty() ? "" : "***");
    }
}
