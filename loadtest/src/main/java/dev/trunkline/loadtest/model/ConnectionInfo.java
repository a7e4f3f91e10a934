package dev.trunkline.loadtest.model;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a client asked for when it connected: the behaviour is chosen by it.
 *
 * @param number 0 for the first connection of this server, then 1, 2, …
 * @param path without the query
 * @param query decoded, the last of repeated names
 * @param headers names in lower case, the last of repeated ones
 */
public record ConnectionInfo(
        int number, String path, Map<String, String> query, Map<String, String> headers) {

    public ConnectionInfo {
        query = Map.copyOf(query);
        headers = Map.copyOf(headers);
    }

    /** The {@code model} of the query, null if it was left out. */
    public @Nullable String model() {
        return query.get("model");
    }

    /** The secret of {@code Authorization: Bearer} or of {@code api-key}, null if there is none. */
    public @Nullable String apiKey() {
        String authorization = headers.getOrDefault("authorization", "");
        if (authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return authorization.substring(7).strip();
        }
        return headers.get("api-key");
    }

    /** Headers carry the key: only what is harmless is printed. */
    @Override
    public String toString() {
        return "connection " + number + " to " + path + " model " + model();
    }
}
