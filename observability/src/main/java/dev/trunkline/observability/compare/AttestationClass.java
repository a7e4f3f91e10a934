package dev.trunkline.observability.compare;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the network says of the caller's number, as classes (Twilio's page "Trusted Calling with
 * SHAKEN/STIR", {@code StirVerstat}; ATIS-1000074 for A to C). The suffixes that say how the number
 * was passed on make no difference.
 */
enum AttestationClass {
    /** Signed by one that knows the caller and that the number is theirs. */
    PASSED_A,
    /** Signed by one that knows the caller. */
    PASSED_B,
    /** Signed by one that knows neither. */
    PASSED_C,
    /** Signed, and the signature does not hold. */
    FAILED,
    /** Nothing is said, or nothing that is known. */
    NONE;

    private static final Pattern PASSED =
            Pattern.compile("TN-Validation-Passed-([ABC])(-.*)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern OUTBOUND = Pattern.compile("[ABC]");
    private static final Pattern DID_NOT_HOLD =
            Pattern.compile("TN-Validation-Failed(-.*)?", Pattern.CASE_INSENSITIVE);

    private final String label = name().toLowerCase(Locale.ROOT);

    /**
     * @param attestation as records have it; of calls out the letter alone ({@code StirStatus})
     */
    static AttestationClass of(String attestation) {
        Matcher passed = PASSED.matcher(attestation);
        if (passed.matches()) {
            return valueOf("PASSED_" + passed.group(1).toUpperCase(Locale.ROOT));
        }
        if (OUTBOUND.matcher(attestation).matches()) {
            return valueOf("PASSED_" + attestation);
        }
        return DID_NOT_HOLD.matcher(attestation).matches() ? FAILED : NONE;
    }

    /** As reports carry it. */
    String label() {
        return label;
    }
}
