package dev.trunkline.gateway.agent.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trunkline.gateway.agent.JsonSchema;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArgumentSchemaTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String SCHEMA =
            """
            {"type":"object","required":["day"],"additionalProperties":false,
             "properties":{"day":{"type":"string","pattern":"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
                           "people":{"type":"integer","minimum":1},
                           "room":{"enum":["red","blue"]}}}\
            """;

    @Test
    void argumentsAsTheSchemaHasThem_areNoProblem() throws Exception {
        assertThat(problems(SCHEMA, "{\"day\":\"2026-12-01\",\"people\":2,\"room\":\"red\"}"))
                .isEmpty();
        assertThat(problems(JsonSchema.NO_ARGUMENTS.json(), "{}")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {}                                       | day
                    {"day":7}                                | /day
                    {"day":"tomorrow-secret"}                | /day
                    {"day":"2026-12-01\\n"}                  | /day
                    {"day":"2026-12-01","people":0}          | /people
                    {"day":"2026-12-01","room":"a-secret"}   | /room
                    {"day":"2026-12-01","when":"a-secret"}   | when
                    """)
    void problem_namesTheArgument_andNotItsValue(String arguments, String name) throws Exception {
        assertThat(problems(SCHEMA, arguments))
                .singleElement()
                .asString()
                .contains(name)
                .doesNotContain("secret");
    }

    @Test
    void manyProblems_areCutToWhatAModelCanUse() throws Exception {
        String schema = "{\"type\":\"object\",\"additionalProperties\":{\"type\":\"null\"}}";
        StringBuilder arguments = new StringBuilder("{\"a0\":0");
        for (int i = 1; i < 4_000; i++) {
            arguments.append(",\"a").append(i).append("\":").append(i);
        }
        assertThat(problems(schema, arguments.append('}').toString())).hasSize(5);
        assertThat(problems(SCHEMA, "{\"day\":\"2026-12-01\",\"" + "x".repeat(9_000) + "\":1}"))
                .singleElement()
                .asString()
                .hasSizeLessThan(400);
    }

    @Test
    void patternThatWouldTakeAges_givesUp() throws Exception {
        String schema =
                "{\"type\":\"object\",\"properties\":{\"x\":{\"pattern\":\"^(a|aa|a?)+b$\"}}}";
        assertThat(problems(schema, "{\"x\":\"aab\"}")).isEmpty();
        assertThat(problems(schema, "{\"x\":\"" + "a".repeat(60_000) + "\"}"))
                .containsExactly("the arguments are too much to be checked");
    }

    @Test
    void referenceOutOfTheSchema_isNotFetched() throws IOException {
        try (ServerSocket nobody = new ServerSocket(0)) {
            nobody.setSoTimeout(1);
            String schema =
                    "{\"type\":\"object\",\"properties\":{\"x\":{\"$ref\":\"http://127.0.0.1:"
                            + nobody.getLocalPort()
                            + "/schema.json\"}}}";
            assertThatThrownBy(() -> ArgumentSchema.compile(new JsonSchema(schema)))
                    .isInstanceOf(UnusableSchemaException.class);
            assertThatThrownBy(nobody::accept).isInstanceOf(IOException.class);
        }
    }

    @Test
    void schemaThatRefersToItselfEndlessly_isRefused() {
        String schema = "{\"type\":\"object\",\"$ref\":\"#\"}";
        assertThatThrownBy(() -> ArgumentSchema.compile(new JsonSchema(schema)))
                .isInstanceOf(UnusableSchemaException.class);
    }

    @Test
    void recursiveSchema_checksDeepArguments() throws Exception {
        String schema =
                "{\"type\":\"object\",\"properties\":{\"in\":{\"$ref\":\"#\"}},"
                        + "\"additionalProperties\":false}";
        String deep = "{\"in\":".repeat(100) + "{}" + "}".repeat(100);
        assertThat(problems(schema, deep)).isEmpty();
        String deepest = "{\"in\":".repeat(900) + "{\"out\":1}" + "}".repeat(900);
        assertThat(problems(schema, deepest)).hasSize(1); // found, or too deep for this stack
    }

    private static List<String> problems(String schema, String arguments) throws Exception {
        return ArgumentSchema.compile(new JsonSchema(schema)).problems(JSON.readTree(arguments));
    }
}
