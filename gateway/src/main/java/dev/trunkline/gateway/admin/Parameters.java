package dev.trunkline.gateway.admin;

import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The query of a request. An empty parameter is one that is absent: forms send those. Of one that
 * comes twice the first counts, and those that nobody asks for are ignored.
 */
final class Parameters {
    private static final int MAX_TEXT = 128;

    private final MultiMap values;

    private Parameters(MultiMap values) {
        this.values = values;
    }

    /**
     * @throws BadParameterException if the query is not percent-encoded UTF-8
     */
    static Parameters of(RoutingContext context) throws BadParameterException {
        try {
            return new Parameters(context.queryParams(StandardCharsets.UTF_8));
        } catch (RuntimeException undecodable) { // Vert.x has no narrower type for it
            throw new BadParameterException("(query)", "percent-encoded UTF-8");
        }
    }

    /** A name or word of at most 128 characters, without control characters. */
    Optional<String> text(String name) throws BadParameterException {
        String value = values.get(name);
        if (value == null || value.isEmpty()) {
            return Optional.empty();
        }
        boolean printable =
                value.codePoints()
                        .noneMatch(point ->
                                Character.isISOControl(point)
                                        || Character.getType(point) == Character.SURROGATE
                                        || point == 0xFFFD);
        if (value.length() > MAX_TEXT || !printable) {
            throw new BadParameterException(
                    name, "at most " + MAX_TEXT + " characters, none of them a control character");
        }
        return Optional.of(value);
    }

    /** All that have a value, by name, in order of the alphabet. */
    Map<String, String> all() {
        Map<String, String> all = new TreeMap<>();
        for (String name : values.names()) {
            String value = values.get(name);
            if (value != null && !value.isEmpty()) {
                all.put(name, value);
            }
        }
        return all;
    }

    int number(String name, int or, int least, int most) throws BadParameterException {
        String value = text(name).orElse(Integer.toString(or));
        try {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // said below
        }
        throw new BadParameterException(name, "a whole number from " + least + " to " + most);
    }
}
