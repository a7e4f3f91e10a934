package dev.trunkline.gateway.config.keys;

import java.util.List;
import java.util.Locale;

/**
 * The environment variables of a key: {@code media.playoutLeadMs} is {@code
 * TRUNKLINE_MEDIA_PLAYOUT_LEAD_MS}, and some have a short name besides.
 */
final class EnvironmentNames {
    static final String PREFIX = "TRUNKLINE_";

    private EnvironmentNames() {}

    /** The systematic name; dots, dashes and words become underscores. */
    static String of(String path) {
        return PREFIX
                + path.replaceAll("([a-z0-9])([A-Z])", "$1_$2")
                        .replaceAll("[^A-Za-z0-9]", "_")
                        .toUpperCase(Locale.ROOT);
    }

    /** Every name of a key, the short one first. */
    static List<String> all(String path, String shortName) {
        return shortName.isEmpty() ? List.of(of(path)) : List.of(shortName, of(path));
    }
}
