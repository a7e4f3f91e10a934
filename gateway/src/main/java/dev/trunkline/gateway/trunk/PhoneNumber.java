package dev.trunkline.gateway.trunk;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A phone number in E.164 form. Prints with all but its first two and last two digits masked.
 *
 * @param e164 plus sign, then 3 to 15 digits, the first not zero
 */
public record PhoneNumber(String e164) implements Dialable {
    private static final Pattern E164 = Pattern.compile("\\+[1-9]\\d{2,14}");

    /**
     * @throws IllegalArgumentException if this is not E.164; the message does not repeat the number
     */
    public PhoneNumber {
        if (!isValid(e164)) {
            throw new IllegalArgumentException(
                    "phone number: expected + and 3 to 15 digits (E.164); write it with its country"
                            + " code");
        }
    }

    /** Whether {@code text} is a number in E.164 form. */
    public static boolean isValid(String text) {
        return E164.matcher(text).matches();
    }

    /** The number that {@code written} is; empty if it is none. */
    public static Optional<PhoneNumber> parse(String written) {
        String text = written.strip();
        return isValid(text) ? Optional.of(new PhoneNumber(text)) : Optional.empty();
    }

    @Override
    public String dialString() {
        return e164;
    }

    /** {@code +15******67}: enough to tell two apart, too little to call. */
    @Override
    public String toString() {
        if (e164.length() < 9) {
            return "+***"; // a short number would be all but readable
        }
        int hidden = e164.length() - 5;
        return e164.substring(0, 3) + "*".repeat(hidden) + e164.substring(e164.length() - 2);
    }
}
