package dev.trunkline.loadtest.phone;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/** Twilio's identifiers: two letters and 32 hexadecimal digits. */
final class Sids {
    private Sids() {}

    static String random(String prefix) {
        byte[] bytes = new byte[16];
        ThreadLocalRandom.current().nextBytes(bytes);
        return prefix + HexFormat.of().formatHex(bytes);
    }
}
