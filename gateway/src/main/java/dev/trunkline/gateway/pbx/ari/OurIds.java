package dev.trunkline.gateway.pbx.ari;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Random;
import java.util.regex.Pattern;

/**
 * Names for what we make in an Asterisk: {@code trunkline.APPLICATION.m…} for media channels,
 * {@code .b…} for bridges, with 24 random hexadecimal digits. We choose them, so that events cannot
 * come before the name is known, and so that what was left behind is known again.
 */
final class OurIds {
    private static final int RANDOM_BYTES = 12;
    private static final Pattern REST = Pattern.compile("[mb][0-9a-f]{24}");

    private final String application;
    private final String prefix;
    private final Random random;

    OurIds(String application) {
        this(application, new SecureRandom());
    }

    OurIds(String application, Random random) {
        this.application = application;
        prefix = "trunkline." + application + "."; // no application has a dot in its name
        this.random = random;
    }

    String application() {
        return application;
    }

    String mediaChannel() {
        return next('m');
    }

    String bridge() {
        return next('b');
    }

    /** Whether a gateway of this application has made it. */
    boolean isOurs(String id) {
        return id.startsWith(prefix) && REST.matcher(id.substring(prefix.length())).matches();
    }

    private String next(char kind) {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return prefix + kind + HexFormat.of().formatHex(bytes);
    }
}
