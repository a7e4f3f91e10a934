package dev.trunkline.loadtest.rest;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The fields of a request, decoded; a name may come several times. */
final class ApiForm {
    private static final int MALFORMED = 20001;

    private final Map<String, List<String>> fields = new LinkedHashMap<>();

    private ApiForm() {}

    /** Of fields that were decoded already. */
    static ApiForm of(Map<String, List<String>> decoded) {
        ApiForm form = new ApiForm();
        form.fields.putAll(decoded);
        return form;
    }

    static ApiForm read(String encoded) throws Refused {
        ApiForm form = new ApiForm();
        for (String field : encoded.isEmpty() ? new String[0] : encoded.split("&", -1)) {
            int equals = field.indexOf('=');
            if (equals <= 0) {
                throw new Refused(400, MALFORMED, "A field has no name or no value");
            }
            form.fields
                    .computeIfAbsent(decoded(field.substring(0, equals)), _ -> new ArrayList<>())
                    .add(decoded(field.substring(equals + 1)));
        }
        return form;
    }

    private static String decoded(String text) throws Refused {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw new Refused(400, MALFORMED, "A field is not form encoded");
        }
    }

    /** Refuses fields that the resource does not have, and repeated ones that may come once. */
    void allowOnly(Set<String> once, Set<String> repeated) throws Refused {
        for (Map.Entry<String, List<String>> field : fields.entrySet()) {
            String name = field.getKey();
            if (!once.contains(name) && !repeated.contains(name)) {
                throw new Refused(400, MALFORMED, "Unknown field " + name);
            }
            if (once.contains(name) && field.getValue().size() > 1) {
                throw new Refused(400, MALFORMED, "Field " + name + " came more than once");
            }
        }
    }

    /** The first value; empty if there is none, or nothing in it. */
    Optional<String> value(String name) {
        return values(name).stream().findFirst().filter(value -> !value.isEmpty());
    }

    List<String> values(String name) {
        return fields.getOrDefault(name, List.of());
    }

    /** A field that must be there. */
    String required(String name, int code, String message) throws Refused {
        return value(name).orElseThrow(() -> new Refused(400, code, message));
    }
}
