package dev.trunkline.gateway.agent;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an agent is told of one call: {@code {{name}}} in its instructions and greeting stands for
 * the parameter of that name, and is nothing where there is none. Parameters that the instructions
 * do not mention stand below them.
 */
final class CallParameters {
    private static final Pattern PLACE = Pattern.compile("\\{\\{\\s*([A-Za-z0-9_.-]{1,64})\\s*}}");

    private final Map<String, String> values;

    CallParameters(Map<String, String> values) {
        this.values = values;
    }

    /** Instructions with everything that is known. */
    String instructions(String text) {
        Map<String, String> left = new TreeMap<>(values);
        PLACE.matcher(text).results().forEach(place -> left.remove(place.group(1)));
        StringBuilder told = new StringBuilder(fill(text));
        if (!left.isEmpty()) {
            told.append("\n\nWhat is known of this call:");
            left.forEach(
                    (name, value) -> told.append("\n- ").append(name).append(": ").append(value));
        }
        return told.toString();
    }

    /** {@code text} with its places filled. */
    String fill(String text) {
        return PLACE.matcher(text)
                .replaceAll(
                        place -> Matcher.quoteReplacement(values.getOrDefault(place.group(1), "")));
    }
}
