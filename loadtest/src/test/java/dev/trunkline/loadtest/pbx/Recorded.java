package dev.trunkline.loadtest.pbx;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;

/** What a real Asterisk was recorded to say (see README.md beside the files). */
final class Recorded {
    private static final JsonMapper JSON = new JsonMapper();

    private Recorded() {}

    /** The lines of a recording. */
    static List<JsonNode> lines(String name) throws IOException {
        try (InputStream in = Recorded.class.getResourceAsStream("/asterisk-recorded/" + name)) {
            List<JsonNode> lines = new ArrayList<>();
            for (String line :
                    new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .toList()) {
                if (!line.isBlank()) {
                    lines.add(JSON.readTree(line));
                }
            }
            return lines;
        }
    }

    /** The ARI events of the call that was recorded, in order. */
    static List<JsonNode> events() throws IOException {
        return lines("ari-rtp-opus.events.jsonl").stream()
                .filter(line -> line.path("dir").asText().equals("event"))
                .map(line -> line.path("event"))
                .toList();
    }

    /** The reply to the first request of this method whose path ends so. */
    static JsonNode reply(String method, String pathEnd) throws IOException {
        return lines("ari-rtp-opus.events.jsonl").stream()
                .filter(line -> line.path("method").asText().equals(method))
                .filter(line -> line.path("path").asText().endsWith(pathEnd))
                .findFirst()
                .orElseThrow()
                .path("reply");
    }

    /** Names and types of all members, however deep; of an array only that it is one. */
    static String shape(JsonNode json) {
        return json.isObject() ? members(json) : json.getNodeType().name();
    }

    private static String members(JsonNode object) {
        TreeMap<String, String> members = new TreeMap<>();
        object.properties().forEach(entry -> members.put(entry.getKey(), shape(entry.getValue())));
        return members.toString();
    }
}
