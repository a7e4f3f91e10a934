package dev.trunkline.gateway.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Optional;

/**
 * The shape of a tool's arguments (JSON Schema, draft 2020-12), as the model is told it and as its
 * arguments are checked.
 *
 * @param json the schema's text, an object
 */
public record JsonSchema(String json) {
    private static final JsonMapper JSON = new JsonMapper();

    /** Arguments that are an object without members. */
    public static final JsonSchema NO_ARGUMENTS =
            new JsonSchema(
                    "{\"type\":\"object\",\"properties\":{},\"additionalProperties\":false}");

    /**
     * A schema from {@code written}, JSON or the same as YAML in flow style; empty if it is none.
     */
    public static Optional<JsonSchema> parse(String written) {
        try {
            JsonNode tree = JSON.readTree(written);
            return tree != null && tree.isObject()
                    ? Optional.of(new JsonSchema(tree.toString()))
                    : Optional.empty();
        } catch (JsonProcessingException notJson) {
            return Optional.empty();
        }
    }

    /** The schema as a tree, for a message to the model. */
    public JsonNode tree() {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("a schema that was parsed before", broken);
        }
    }
}
