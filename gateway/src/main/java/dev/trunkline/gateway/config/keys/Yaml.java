package dev.trunkline.gateway.config.keys;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.util.Collection;

/** YAML text to a tree. A key that occurs twice is a mistake. */
public final class Yaml {
    private static final YAMLMapper MAPPER =
            new YAMLMapper(
                    YAMLFactory.builder()
                            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                            // so that "off" stays the word that it is
                            .enable(YAMLParser.Feature.PARSE_BOOLEAN_LIKE_WORDS_AS_STRINGS)
                            .build());

    /** Without a key. */
    static final JsonNode NOTHING = JsonNodeFactory.instance.objectNode();

    private Yaml() {}

    /**
     * Reads all of {@code text}.
     *
     * @param where what the text is, for messages
     * @return the tree; an empty object if the text has no content or is not YAML, which is noted
     */
    public static JsonNode parse(String where, String text, Collection<Problem> problems) {
        try {
            JsonNode tree = MAPPER.readTree(text);
            return Components.absent(tree) ? JsonNodeFactory.instance.objectNode() : tree;
        } catch (JsonProcessingException malformed) {
            // The parser's own message would repeat the text, and there may be secrets in it.
            int line = malformed.getLocation() == null ? 1 : malformed.getLocation().getLineNr();
            problems.add(
                    new Problem(
                            "(" + where + ", line " + line + ")",
                            null,
                            null,
                            "YAML, each key once",
                            "check indentation, colons and quotes near that line"));
            return JsonNodeFactory.instance.objectNode();
        }
    }
}
