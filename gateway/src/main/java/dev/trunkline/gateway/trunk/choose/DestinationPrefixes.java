package dev.trunkline.gateway.trunk.choose;

import dev.trunkline.gateway.trunk.PhoneNumber;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which numbers may be called: those that begin with an allowed prefix, nothing else. Toll fraud
 * calls far and dear numbers, so what nobody has allowed is refused.
 */
public final class DestinationPrefixes {
    private static final Pattern PREFIX = Pattern.compile("\\+[1-9]\\d{0,14}");

    private final Set<String> allowed;

    /**
     * @param allowed plus and the first digits of an E.164 number each; none: no number
     * @throws IllegalArgumentException if one is no prefix
     */
    public DestinationPrefixes(Collection<String> allowed) {
        allowed.stream()
                .filter(prefix -> !isPrefix(prefix))
                .findFirst()
                .ifPresent(wrong -> {
                    throw new IllegalArgumentException(
                            "prefix '" + wrong + "': expected + and 1 to 15 digits, as in +44");
                });
        this.allowed = Set.copyOf(allowed);
    }

    /** Whether {@code text} can be the beginning of an E.164 number, its country code included. */
    public static boolean isPrefix(String text) {
        return PREFIX.matcher(text).matches();
    }

    /** The longest allowed prefix of {@code number}; empty if it must not be called. */
    public Optional<String> match(PhoneNumber number) {
        String e164 = number.e164();
        for (int length = e164.length(); length >= 2; length--) {
            String prefix = e164.substring(0, length);
            if (allowed.contains(prefix)) {
                return Optional.of(prefix);
            }
        }
        return Optional.empty();
    }

    /** Whether {@code number} may be called. */
    public boolean allows(PhoneNumber number) {
        return match(number).isPresent();
    }
}
