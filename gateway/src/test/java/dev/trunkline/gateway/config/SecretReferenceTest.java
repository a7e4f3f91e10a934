package dev.trunkline.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.gateway.agent.AgentProfile;
import dev.trunkline.gateway.agent.AgentTool;
import dev.trunkline.gateway.config.keys.Secret;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Secrets of tools: in the file only where they are. */
class SecretReferenceTest {
    private static final String SECRET = "hush-hush";

    @TempDir Path directory;
    private WrittenConfig file = new WrittenConfig(Path.of(""));

    @BeforeEach
    void place() {
        file = new WrittenConfig(directory);
    }

    private static String tool(String keys) {
        return "agents: {default: {instructions: x, tools: {t: {" + keys + "}}}}\n";
    }

    private static String http(String headers) {
        return tool("url: 'https://t.example', description: d, headers: {" + headers + "}");
    }

    private static Map<String, Secret> headers(AgentProfile agent) {
        return ((AgentTool.Http) Objects.requireNonNull(agent.tools().get("t"))).headers();
    }

    @Test
    void references_areResolved() throws IOException {
        file.file("key", SECRET + "\n");
        AgentProfile agent =
                file.agent(
                        "default",
                        http("Authorization: env:TOOL_AUTH, X-Key: 'file:key'"),
                        "TOOL_AUTH",
                        "Bearer " + SECRET);
        assertThat(headers(agent))
                .containsOnly(
                        Map.entry("Authorization", new Secret("Bearer " + SECRET)),
                        Map.entry("X-Key", new Secret(SECRET)));
        assertThat(agent.toString()).doesNotContain(SECRET);
    }

    @Test
    void environment_mayHoldTheSecretItselfOrAReference() throws IOException {
        String yaml = tool("type: mcp, url: 'https://t.example'");
        String name = "TRUNKLINE_AGENTS_DEFAULT_TOOLS_T_AUTHORIZATION";
        file.file("key", SECRET);
        for (List<String> set :
                List.of(
                        List.of(name, SECRET),
                        List.of(name + "_FILE", "key"),
                        List.of(name, "file:key"),
                        List.of(name, "env:MCP_TOKEN", "MCP_TOKEN", SECRET))) {
            AgentProfile agent = file.agent("default", yaml, set.toArray(String[]::new));
            AgentTool.Mcp tool = (AgentTool.Mcp) Objects.requireNonNull(agent.tools().get("t"));
            assertThat(tool.authorization()).as(set.toString()).isEqualTo(new Secret(SECRET));
        }
        assertThat(
                        headers(
                                file.agent(
                                        "default",
                                        http("X-Key: env:NOT_SET"),
                                        "TRUNKLINE_AGENTS_DEFAULT_TOOLS_T_HEADERS_X_KEY",
                                        SECRET)))
                .containsValue(new Secret(SECRET));
        assertThat(
                        headers(
                                file.agent(
                                        "default",
                                        http(""),
                                        "TRUNKLINE_AGENTS_DEFAULT_TOOLS_T_HEADERS",
                                        "{X-Key: " + SECRET + "}")))
                .containsValue(new Secret(SECRET));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    X-Key: hush-hush        | a reference, env:NAME or file:PATH
                    X-Key: 'env:hush-hush'  | the name of a variable
                    X-Key: [hush-hush]      | a single value
                    X-Key: env:NOT_SET      | env:NOT_SET: expected a variable that is set
                    X-Key: env:BLANK        | a variable that is set
                    X-Key: file:nowhere     | a file that can be read
                    X-Key: file:empty       | values of one line
                    X-Key: file:lines       | values of one line
                    X Key: file:key         | header names
                    Host: file:key          | header names
                    """)
    void mistake_isNamedWithoutTheSecret(String header, String expected) throws IOException {
        file.file("empty", "");
        file.file("lines", SECRET + "\n" + SECRET);
        file.file("key", SECRET);
        assertThat(file.mistakes(http(header), "BLANK", " "))
                .singleElement()
                .asString()
                .startsWith("agents.default.tools.t.headers")
                .contains(expected)
                .doesNotContain(SECRET);
    }

    @Test
    void literalToken_isRefusedWithoutBeingRepeated() throws IOException {
        assertThat(
                        file.mistakes(
                                tool(
                                        "type: mcp, url: 'https://t.example', authorization: "
                                                + SECRET)))
                .singleElement()
                .asString()
                .contains("agents.default.tools.t.authorization", "env:NAME")
                .doesNotContain(SECRET);
    }
}
