package dev.trunkline.gateway.trunk;

import java.util.regex.Pattern;

/**
 * One configured way for calls to come in.
 *
 * <p>Twilio sends nothing that tells a carrier's trunk from a hosted number, so each trunk has a
 * webhook URL of its own and is named in it.
 *
 * @param name 1 to 64 of {@code a-z 0-9 . _ -}; a metric label
 * @param kind how calls get here
 * @param carrier who carries them, for people to read; may be empty
 * @param callingCode the country calling code (1 to 3 digits, no {@code +}) of numbers that arrive
 *     in national format; empty if numbers are to be left as they come
 */
public record Trunk(String name, TrunkKind kind, String carrier, String callingCode) {

    /** Stands for every trunk that is not configured. */
    public static final Trunk UNKNOWN = new Trunk("unknown", TrunkKind.UNKNOWN, "", "");

    private static final Pattern NAME = Pattern.compile("[a-z0-9._-]{1,64}");
    private static final Pattern CALLING_CODE = Pattern.compile("[1-9][0-9]{0,2}|");

    public Trunk {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "trunk name '" + name + "': expected 1 to 64 of a-z, 0-9, '.', '_' and '-'");
        }
        if (!CALLING_CODE.matcher(callingCode).matches()) {
            throw new IllegalArgumentException(
                    "calling code '"
                            + callingCode
                            + "' of trunk "
                            + name
                            + ": expected 1 to 3 digits without '+', such as 44, or nothing");
        }
    }
}
