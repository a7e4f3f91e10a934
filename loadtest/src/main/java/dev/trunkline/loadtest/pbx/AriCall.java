package dev.trunkline.loadtest.pbx;

import java.util.List;
import java.util.Map;

/**
 * A request of ARI.
 *
 * @param path behind {@code /ari/}, part by part, decoded
 * @param parameters of query and body together; the body's win
 * @param variables channel variables of the body
 */
record AriCall(
        String method,
        List<String> path,
        Map<String, String> parameters,
        Map<String, String> variables) {

    /** The value, empty if there is none. */
    String text(String name) {
        return parameters.getOrDefault(name, "");
    }

    String text(String name, String otherwise) {
        String value = text(name);
        return value.isEmpty() ? otherwise : value;
    }

    /** A part of the path, empty if it is shorter. */
    String part(int index) {
        return index < path.size() ? path.get(index) : "";
    }

    AriRefusal badMethod() {
        return new AriRefusal(405, "Invalid method");
    }

    AriRefusal notFound() {
        return new AriRefusal(404, "Resource not found");
    }
}
