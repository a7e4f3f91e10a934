package dev.trunkline.gateway.agent.tool;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.DialectId;
import com.networknt.schema.dialect.Dialects;
import dev.trunkline.gateway.agent.JsonSchema;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A tool's schema (JSON Schema, draft 2020-12), ready to hold arguments against. Nothing is fetched
 * that it refers to. Immutable; any thread, but not an event loop: it may take milliseconds.
 */
public final class ArgumentSchema {
    /** What a model can put right at a time. */
    private static final int MOST_PROBLEMS = 5;

    private static final int LONGEST_PROBLEM = 300;

    /** References beyond the schema itself: none but to the dialect, which is built in. */
    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDialect(
                    Dialects.getDraft202012(),
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
     * Compiles a schema.
     *
     * @throws UnusableSchemaException if it is none, or refers to something that is not in it
     */
    public static ArgumentSchema compile(JsonSchema schema) throws UnusableSchemaException {
        try {
            JsonNode tree = schema.tree();
            Schema dialect = REGISTRY.getSchema(SchemaLocation.of(DialectId.DRAFT_2020_12));
            List<Error> errors = dialect.validate(tree);
            if (!errors.isEmpty()) {
                throw new UnusableSchemaException(text(errors.getFirst()));
            }
            Schema compiled = REGISTRY.getSchema(tree);
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
