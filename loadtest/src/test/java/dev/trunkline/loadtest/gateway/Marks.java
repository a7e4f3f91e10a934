package dev.trunkline.loadtest.gateway;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;

/**
 * Names, numbers, dates and digits that occur nowhere else, each by the way on which it is fed in:
 * where one comes out, it says how it got in. Nobody's. Thread-safe.
 */
final class Marks {
    private final Map<String, String> byWay = new LinkedHashMap<>();

    String name(String way) {
        return mark(way, number -> "Quillfeather" + letters(number));
    }

    /** E.164. */
    String number(String way) {
        return mark(way, number -> "+1555010" + (7_301 + number));
    }

    /** No date at all where it must not be one that happens to occur. */
    String dateOfBirth(String way) {
        return mark(way, number -> "1931-05-" + (11 + number % 17) + letters(number));
    }

    /** As on a card. */
    String insuranceNumber(String way) {
        return mark(way, number -> "NB 77 " + (4_501 + number) + " 3");
    }

    String digits(String way) {
        return mark(way, number -> Long.toString(7_351_928_400L + number));
    }

    /** Something that others made up. */
    String put(String way, String text) {
        return mark(way, _ -> text);
    }

    /** The mark of {@code way}, the same however often it is asked for. */
    private synchronized String mark(String way, IntFunction<String> make) {
        return byWay.computeIfAbsent(way, _ -> make.apply(byWay.size()));
    }

    private static String letters(int number) {
        return "" + (char) ('a' + number / 26) + (char) ('a' + number % 26);
    }

    /** The mark that was fed in on {@code way}. */
    synchronized String of(String way) {
        return Objects.requireNonNull(byWay.get(way), () -> way + " was never fed in");
    }

    /** The ways whose marks stand in {@code text}, in any form that they might take. */
    synchronized List<String> in(String text) {
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
