package dev.trunkline.gateway.config.keys;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * A value that nobody may read in a log: prints as {@code ***}.
 *
 * @param value the secret itself, for the one place that must send or compare it
 */
public record Secret(String value) {
    /** Whether {@code offered} is this secret; takes equally long wherever they differ. */
    public boolean matches(String offered) {
        return MessageDigest.isEqual(
                value.getBytes(StandardCharsets.UTF_8), offered.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "***";
    }
}
