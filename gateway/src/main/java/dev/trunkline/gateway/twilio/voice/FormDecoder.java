package dev.trunkline.gateway.twilio.voice;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decodes {@code application/x-www-form-urlencoded}, strictly: a signature covers exactly what was
 * sent, so nothing is trimmed, dropped or guessed.
 */
final class FormDecoder {

    private FormDecoder() {}

    /** Every parameter with its values in their order; empty if an escape is broken. */
    static Optional<Map<String, List<String>>> decode(String encoded) {
        if (!escapesAreWhole(encoded)) {
            return Optional.empty();
        }
        var form = new LinkedHashMap<String, List<String>>();
        for (String pair : encoded.split("&", -1)) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            String value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
            form.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
        }
        return Optional.of(form);
    }

    private static String decoded(String part) {
        return URLDecoder.decode(part, StandardCharsets.UTF_8);
    }

    /** URLDecoder alone would take {@code %+1} for a character. */
    private static boolean escapesAreWhole(String encoded) {
        for (int i = encoded.indexOf('%'); i >= 0; i = encoded.indexOf('%', i + 1)) {
            if (i + 2 >= encoded.length()
                    || Character.digit(encoded.charAt(i + 1), 16) < 0
                    || Character.digit(encoded.charAt(i + 2), 16) < 0) {
                return false;
            }
        }
        return true;
    }
}
