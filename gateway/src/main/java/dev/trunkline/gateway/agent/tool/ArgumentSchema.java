package dev.trunkline.gateway.agent.tool;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import dev.trunkline.gateway.agent.JsonSchema;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A tool's schema (JSON Schema, draft 2020-12), ready to hold arguments against. Nothing is fetched
 * that it refers to. Immutable; any thread, but not an event loop: it may take milliseconds.
 */
final class ArgumentSchema {
    /** What a model can put right at a time. */
    private static final int MOST_PROBLEMS = 5;

    private static final int LONGEST_PROBLEM = 300;

    /** The same dialect as the configuration's check; nothing is fetched. */
    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(
                    SpecificationVersion.DRAFT_2020_12,
                    registry ->
                            registry.schemaRegistryConfig(
                                            SchemaRegistryConfig.builder()
                                                    .regularExpressionFactory(
                                                            BoundedPattern.FACTORY)
                                                    .locale(Locale.ENGLISH)
                                                    .build())
                                    .schemaCacheEnabled(false));

    private final Schema schema;

    private ArgumentSchema(Schema schema) {
        this.schema = schema;
    }

    /**
     * Compiles a schema that {@link JsonSchema#mistake} has nothing against.
     *
     * @throws UnusableSchemaException if it does not hold up in use: it refers to itself endlessly
     */
    static ArgumentSchema compile(JsonSchema schema) throws UnusableSchemaException {
        try {
            Schema compiled = REGISTRY.getSchema(schema.tree());
            compiled.initializeValidators();
            compiled.validate(JsonSchema.NO_ARGUMENTS.tree()); // some is only resolved in use
            return new ArgumentSchema(compiled);
        } catch (SchemaException | IllegalArgumentException | StackOverflowError unusable) {
            throw new UnusableSchemaException(
                    Optional.ofNullable(unusable.getMessage()).orElse("it refers to itself"));
        }
    }

    /** What is wrong with the arguments, by their names; empty if nothing is. */
    List<String> problems(JsonNode arguments) {
        try {
            return schema.validate(arguments).stream()
                    .limit(MOST_PROBLEMS)
                    .map(ArgumentSchema::text)
                    .toList();
        } catch (BoundedPattern.GaveUpException | SchemaException | StackOverflowError tooMuch) {
            return List.of("the arguments are too much to be checked");
        }
    }

    private static String text(Error error) {
        String text = error.getInstanceLocation() + ": " + error.getMessage();
        return text.length() <= LONGEST_PROBLEM ? text : text.substring(0, LONGEST_PROBLEM) + " …";
    }
}
