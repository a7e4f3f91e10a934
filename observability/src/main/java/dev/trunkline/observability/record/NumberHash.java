package dev.trunkline.observability.record;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes a phone number recognisable without being readable: HMAC-SHA-256 (RFC 2104) under a key,
 * cut to 128 bits. Without the key a number cannot be tried out; with it, anyone can try all. Any
 * thread.
 */
public final class NumberHash {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int HASH_BYTES = 16;
    private static final int KEY_BYTES = 32;

    /** A letter first, so that no spreadsheet takes a hash for a formula or a number. */
    private static final String PREFIX = "n";

    private static final Pattern USER_OF_URI =
            Pattern.compile("(?:sips?|tel|whatsapp):([^@;?]*)(.*)", Pattern.CASE_INSENSITIVE);

    private static final Pattern DIALLED = Pattern.compile("\\+?[0-9 ().\\-/]*[0-9][0-9 ().\\-/]*");

    /** What stands for a withheld number (Twilio, "How does Twilio handle anonymous calls?"). */
    private static final Set<String> WITHHELD =
            Set.of(
                    "anonymous",
                    "restricted",
                    "unknown",
                    "unavailable",
                    "blocked",
                    "private",
                    "+266696687",
                    "+7378742833",
                    "+2562533",
                    "+8656696",
                    "+86282452253");

    private final SecretKeySpec key;

    private NumberHash(byte[] key) {
        this.key = new SecretKeySpec(key, ALGORITHM);
    }

    /** Under a configured key: one number has one hash in every gateway and every run. */
    public static NumberHash keyed(String secret) {
        return new NumberHash(secret.getBytes(StandardCharsets.UTF_8));
    }

    /** Under a random key: hashes can be compared within this run of this process only. */
    public static NumberHash ofThisRun() {
        byte[] random = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(random);
        return new NumberHash(random);
    }

    /**
     * The hash of a number or address as the phone network writes it.
     *
     * @param number such as {@code +14155550100} or {@code sip:alice@example.com}
     * @return {@code n} and 22 characters of base64url; empty for an empty or withheld number
     */
    public String of(String number) {
        String normal = normalised(number);
        if (normal.isEmpty() || WITHHELD.contains(normal)) {
            return "";
        }
        try {
            Mac mac = Mac.getInstance(ALGORITHM); // not shared: a Mac has state
            mac.init(key);
            byte[] full = mac.doFinal(normal.getBytes(StandardCharsets.UTF_8));
            byte[] cut = Arrays.copyOf(full, HASH_BYTES);
            return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(cut);
        } catch (GeneralSecurityException impossible) { // every JDK has HMAC-SHA-256
            throw new IllegalStateException("no " + ALGORITHM, impossible);
        }
    }

    private static boolean isUser(String user) {
        return DIALLED.matcher(user).matches() || WITHHELD.contains(user.toLowerCase(Locale.ROOT));
    }

    /**
     * A number to E.164 as far as it says so itself: its plus, if any, and its digits, whatever
     * stands between them. Anything else in lower case.
     */
    static String normalised(String number) {
        String text = number.strip();
        Matcher uri = USER_OF_URI.matcher(text);
        if (uri.matches() && isUser(uri.group(1))) {
            text = uri.group(1);
        }
        if (!DIALLED.matcher(text).matches()) {
            return text.toLowerCase(Locale.ROOT);
        }
        String digits = text.replaceAll("[^0-9]", "");
        return text.startsWith("+") ? "+" + digits : digits;
    }
}
