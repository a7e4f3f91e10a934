package dev.trunkline.loadtest.relay;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Attributes for tests. */
final class RelayTwiml {
    private RelayTwiml() {}

    /** Names and values by turns, besides the URL. */
    static RelayNoun noun(String... attributes) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("url", "wss://voice.gateway.example/relay");
        for (int i = 0; i < attributes.length; i += 2) {
            all.put(attributes[i], attributes[i + 1]);
        }
        return new RelayNoun(all, List.of(), Map.of(), List.of());
    }
}
