package dev.trunkline.loadtest.gateway;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Names, numbers, dates and digits that occur nowhere else, each by the way on which it is fed in:
 * where one comes out, it says how it got in. Nobody's.
 */
final class Marks {
    private final Map<String, String> byWay = new LinkedHashMap<>();

    String name(String way) {
        return put(way, "Quillfeather" + letters(byWay.size()));
    }

    /** E.164. */
    String number(String way) {
        return put(way, "+1555010" + (7_301 + byWay.size()));
    }

    String dateOfBirth(String way) {
        return put(way, "1931-05-" + (11 + byWay.size() % 17) + "x" + letters(byWay.size()));
    }

    /** As on a card. */
    String insuranceNumber(String way) {
        return put(way, "NB 77 " + (4_501 + byWay.size()) + " 3");
    }

    String digits(String way) {
        return put(way, Long.toString(7_351_928_400L + byWay.size()));
    }

    /** Something that others made up. */
    String put(String way, String text) {
        byWay.put(way, text);
        return text;
    }

    private static String letters(int number) {
        return "" + (char) ('a' + number / 26) + (char) ('a' + number % 26);
    }

    Map<String, String> all() {
        return Map.copyOf(byWay);
    }

    /** The ways whose marks stand in {@code text}, in any form that they might take. */
    List<String> in(String text) {
        String searched = text.toLowerCase(Locale.ROOT);
        List<String> found = new ArrayList<>();
        byWay.forEach((way, mark) -> {
            if (forms(mark.toLowerCase(Locale.ROOT)).stream().anyMatch(searched::contains)) {
                found.add(way);
            }
        });
        return found;
    }

    private static List<String> forms(String mark) {
        String digits = mark.startsWith("+") ? mark.substring(1) : mark;
        return List.of(
                digits,
                digits.replace(" ", ""),
                URLEncoder.encode(digits, StandardCharsets.UTF_8).toLowerCase(Locale.ROOT));
    }
}
