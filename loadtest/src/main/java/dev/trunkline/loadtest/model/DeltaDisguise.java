package dev.trunkline.loadtest.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;

/** The same JSON in a form no byte scanner expects: legal, and nobody promised otherwise. */
final class DeltaDisguise {
    private DeltaDisguise() {}

    static String disguise(String json, RandomGenerator random) {
        JsonNode tree;
        try {
            tree = ServerEvents.MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not JSON", e);
        }
        List<String> members = new ArrayList<>();
        for (Map.Entry<String, JsonNode> member : tree.properties()) {
            JsonNode value = member.getValue();
            members.add(
                    space(random)
                            + '"'
                            + escaped(member.getKey(), random)
                            + '"'
                            + space(random)
                            + ':'
                            + space(random)
                            + (value.isTextual()
                                    ? '"' + escaped(value.textValue(), random) + '"'
                                    : value.toString())
                            + space(random));
        }
        members.add("\"obfuscation\":\"\\u0022delta\\\":\\\"AAAA\\\"\"");
        Collections.shuffle(members, new Random(random.nextLong()));
        return space(random) + "{" + String.join(",", members) + "}" + space(random);
    }

    private static String space(RandomGenerator random) {
        return switch (random.nextInt(6)) {
            case 0 -> " ";
            case 1 -> "\n  ";
            case 2 -> "\t\r\n";
            default -> "";
        };
    }

    /** Every {@code /} as {@code \/}, about one character in twenty as a \\u escape. */
    private static String escaped(String text, RandomGenerator random) {
        StringBuilder out = new StringBuilder(text.length() + 32);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (random.nextInt(20) == 0) {
                out.append("\\u%04x".formatted((int) c));
            } else if (c == '/') {
                out.append("\\/");
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }
}
