package dev.trunkline.gateway.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.trunkline.gateway.config.keys.Problem;
import dev.trunkline.gateway.config.keys.Yaml;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The shape of a tool's arguments (JSON Schema, draft 2020-12), as the model is told it and as its
 * arguments are checked. Nothing is ever fetched for a reference that leads out of the schema.
 *
 * @param json the schema's text, an object
 */
public record JsonSchema(String json) {
    private static final JsonMapper JSON = new JsonMapper();

    /** Arguments that are an object without members. */
    public static final JsonSchema NO_ARGUMENTS =
            new JsonSchema(
                    "{\"type\":\"object\",\"properties\":{},\"additionalProperties\":false}");

    /** Loaded with the first check: reading the draft takes a while, and checks come at start. */
    private static final class Draft {
        static final SchemaRegistry REGISTRY =
                SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
        static final Schema SCHEMA_OF_SCHEMAS =
                REGISTRY.getSchema(
                        SchemaLocation.of(SpecificationVersion.DRAFT_2020_12.getDialectId()));
    }

    /**
     * What is {@code written}, in JSON or in YAML; empty if it is no object. Whether it is a schema
     * says {@link #mistake}.
     */
    public static Optional<JsonSchema> parse(String written) {
        JsonNode tree;
        try {
            tree = JSON.readTree(written);
        } catch (JsonProcessingException notJson) {
            List<Problem> problems = new ArrayList<>();
            tree = Yaml.parse("schema", written, problems);
            if (!problems.isEmpty()) {
                return Optional.empty();
            }
        }
        return tree.isObject() ? Optional.of(new JsonSchema(tree.toString())) : Optional.empty();
    }

    /** What keeps it from being a usable schema for arguments, in words; empty if nothing does. */
    public Optional<String> mistake() {
        JsonNode tree = tree();
        if (!tree.path("type").asText().equals("object")) {
            return Optional.of("set its type to object: arguments have names");
        }
        Optional<String> refused =
                Draft.SCHEMA_OF_SCHEMAS.validate(tree).stream()
                        .map(error -> error.getInstanceLocation() + ": " + error.getMessage())
                        .findFirst();
        return refused.isPresent() ? refused : unresolved(tree);
    }

    /** References that lead nowhere and expressions that are none show when it is prepared. */
    private static Optional<String> unresolved(JsonNode tree) {
        try {
            Draft.REGISTRY.getSchema(tree).initializeValidators();
            return Optional.empty();
        } catch (SchemaException unusable) {
            return Optional.of(
                    "correct its references and patterns ("
                            + String.valueOf(unusable.getMessage()).replaceAll("\\s+", " ")
                            + ")");
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
