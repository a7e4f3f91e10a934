package dev.trunkline.loadtest.phone;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/** Twilio's identifiers: two letters and 32 hexadecimal digits. */
public final class Sids {
    private Sids() {}

    /** A new one, such as {@code CA…} of {@code "CA"}. */
    public static String random(String prefix) {
        byte[] bytes = new byte[16];
        ThreadLocalRandom.current().nextBytes(bytes);
        return prefix + HexFormat.of().formatHex(bytes);
    }
}
