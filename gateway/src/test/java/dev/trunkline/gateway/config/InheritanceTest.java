package dev.trunkline.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.gateway.agent.AgentProfile;
import dev.trunkline.gateway.agent.AgentTool;
import dev.trunkline.gateway.agent.Greeting;
import dev.trunkline.gateway.agent.TurnDetection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Profiles that build on one another. */
class InheritanceTest {
    @TempDir Path directory;
    private WrittenConfig file = new WrittenConfig(Path.of(""));

    @BeforeEach
    void place() {
        file = new WrittenConfig(directory);
    }

    private static AgentProfile agent(GatewayConfig config, String name) {
        return Objects.requireNonNull(config.agents().get(name));
    }

    @Test
    void withoutExtends_aProfileInheritsFromDefault() throws IOException {
        GatewayConfig config =
                file.load(
                        """
                        agents:
                          default:
                            instructions: x
                            voice: cedar
                            greeting: { first: caller }
                            hangUp: { phrases: [bye], farewellLimit: 4s }
                          sales:
                            instructions: y
                            hangUp: { phrases: [so long] }
                          alone: { extends: none, instructions: z }
                        """);
        assertThat(agent(config, "default").parent()).isNull();
        AgentProfile sales = agent(config, "sales");
        assertThat(sales.parent()).isEqualTo("default");
        assertThat(sales.name()).isEqualTo("sales");
        assertThat(sales.instructions()).isEqualTo("y");
        assertThat(sales.voice()).isEqualTo("cedar");
        assertThat(sales.greeting().first()).isEqualTo(Greeting.Speaker.CALLER);
        assertThat(sales.hangUp().phrases()).as("a list is replaced").containsExactly("so long");
        assertThat(sales.hangUp().farewellLimit()).as("beside it, not").hasSeconds(4);
        AgentProfile alone = agent(config, "alone");
        assertThat(alone.parent()).isNull();
        assertThat(alone.voice()).isEqualTo("marin");
        assertThat(alone.greeting().first()).isEqualTo(Greeting.Speaker.AGENT);
    }

    @Test
    void withoutDefault_nothingIsInherited() throws IOException {
        GatewayConfig config =
                file.load(
                        "defaultAgent: a\nagents: {a: {instructions: x, voice: ash}, b: {instructions:"
                                + " y}}\n");
        assertThat(agent(config, "b").voice()).isEqualTo("marin");
    }

    @Test
    void chain_ofAbstractProfilesMakesAnAgent_andOnlyThat() throws IOException {
        GatewayConfig config =
                file.load(
                        """
                        defaultAgent: sales
                        agents:
                          house: { abstract: true, voice: cedar, speed: 1.2, transfers: { desk: { to: "+15550100123" } } }
                          default: { abstract: true, extends: house, speed: 1.1 }
                          sales:
                            instructions: y
                            transfers: { desk: { description: The front desk. } }
                        """);
        assertThat(config.agents()).containsOnlyKeys("sales");
        AgentProfile sales = agent(config, "sales");
        assertThat(sales.voice()).as("from above the one above").isEqualTo("cedar");
        assertThat(sales.speed()).isEqualTo(1.1);
        assertThat(sales.base()).isFalse();
        assertThat(Objects.requireNonNull(sales.transfers().get("desk")).description())
                .isEqualTo("The front desk.");
    }

    @Test
    void null_removesWhatWasInherited() throws IOException {
        GatewayConfig config =
                file.load(
                        """
                        agents:
                          default:
                            instructions: x
                            maxOutputTokens: 800
                            transcription: { language: en }
                            transfers: { a: { to: "+15550100123" }, b: { to: "+15550100124" } }
                          sales:
                            maxOutputTokens: null
                            transcription: ~
                            transfers: { a: null }
                        """);
        AgentProfile sales = agent(config, "sales");
        assertThat(sales.maxOutputTokens()).isNull();
        assertThat(sales.transcription()).isNull();
        assertThat(sales.transfers()).containsOnlyKeys("b");
        assertThat(agent(config, "default").transfers()).containsOnlyKeys("a", "b");
    }

    @Test
    void variants_areMergedWithTheirOwnKindOnly() throws IOException {
        GatewayConfig config =
                file.load(
                        """
                        agents:
                          default:
                            instructions: x
                            turnDetection: { threshold: 0.7, silenceDurationMs: 300 }
                            tools:
                              t: { url: "http://t.example", description: d, retries: 3, parameters: { type: object, required: [a] } }
                          same: { turnDetection: { type: server_vad, threshold: 0.6 } }
                          other: { turnDetection: { type: semantic_vad, eagerness: low } }
                          tools: { tools: { t: { parameters: { type: object } } } }
                          mcp: { tools: { t: { type: mcp, url: "https://t.example" } } }
                        """);
        assertThat(agent(config, "same").turnDetection())
                .isEqualTo(new TurnDetection.ServerVad(0.6, 300, 300, null));
        assertThat(agent(config, "other").turnDetection())
                .isEqualTo(new TurnDetection.SemanticVad(TurnDetection.Eagerness.LOW));
        AgentTool.Http tool = (AgentTool.Http) agent(config, "tools").tools().get("t");
        assertThat(Objects.requireNonNull(tool).retries()).isEqualTo(3);
        assertThat(Objects.requireNonNull(tool.parameters()).json())
                .as("a schema is one value")
                .isEqualTo("{\"type\":\"object\"}");
        assertThat(agent(config, "mcp").tools().get("t")).isInstanceOf(AgentTool.Mcp.class);
    }

    @Test
    void environment_winsAfterMerging_forItsOwnProfileOnly() throws IOException {
        String yaml =
                """
                agents:
                  default: { instructions: x, voice: cedar, speed: 1.1 }
                  sales: { speed: 1.2 }
                  after-hours: { instructions: z, extends: none }
                """;
        GatewayConfig config =
                file.load(
                        yaml,
                        "TRUNKLINE_AGENTS_SALES_SPEED",
                        "1.3",
                        "TRUNKLINE_AGENTS_DEFAULT_VOICE",
                        "ash",
                        "TRUNKLINE_AGENTS_AFTER_HOURS_EXTENDS",
                        "sales",
                        "TRUNKLINE_AGENTS_NIGHT_GREETING_FIRST",
                        "caller");
        assertThat(agent(config, "default").voice()).isEqualTo("ash");
        assertThat(agent(config, "sales").voice()).isEqualTo("cedar");
        assertThat(agent(config, "sales").speed()).isEqualTo(1.3);
        assertThat(agent(config, "after-hours").speed()).isEqualTo(1.2);
        assertThat(agent(config, "after-hours").parent()).isEqualTo("sales");
        assertThat(agent(config, "night").instructions()).as("made by a variable").isEqualTo("x");
        assertThat(file.load(yaml, "TRUNKLINE_AGENTS_SALES_ABSTRACT", "true").agents())
                .containsOnlyKeys("default", "after-hours");
    }

    @Test
    void match_isNobodysButTheProfilesOwn() throws IOException {
        GatewayConfig config =
                file.load(
                        """
                        agents:
                          default: { instructions: x, match: { numbers: ["+15550100123"] } }
                          sales: { match: { numbers: ["+15550100124"] } }
                          desk: { extends: sales }
                        """);
        assertThat(agent(config, "sales").match().numbers()).containsExactly("+15550100124");
        assertThat(agent(config, "desk").match().numbers()).isEmpty();
    }

    @Test
    void directory_isOneMap() throws IOException {
        Path agents = Files.createDirectory(directory.resolve("agents"));
        Files.writeString(agents.resolve("default.yaml"), "instructions: x\nvoice: cedar\n");
        Files.writeString(agents.resolve("empty.yaml"), "");
        GatewayConfig config = file.load("agents: agents\n");
        assertThat(agent(config, "empty").voice()).isEqualTo("cedar");
    }

    @Test
    void brokenChains_areNamedOnceWithAllOfThem() throws IOException {
        assertThat(
                        file.mistakes(
                                """
                                defaultAgent: lone
                                agents:
                                  lone: { instructions: x }
                                  a: { extends: c }
                                  b: { extends: a }
                                  c: { extends: b }
                                  d: { extends: c }
                                  self: { extends: self }
                                  e: { extends: lon }
                                  f: { extends: e }
                                  none: { instructions: x }
                                """))
                .containsExactlyInAnyOrder(
                        "agents.a.extends (TRUNKLINE_AGENTS_A_EXTENDS) = c: expected a chain that"
                                + " ends; a -> c -> b -> a: cut it",
                        "agents.self.extends (TRUNKLINE_AGENTS_SELF_EXTENDS) = self: expected a"
                                + " chain that ends; self -> self: cut it",
                        "agents.e.extends (TRUNKLINE_AGENTS_E_EXTENDS) = lon: expected one of [a,"
                                + " b, c, d, e, f, lone, none, self], or none; e -> lon: did you"
                                + " mean lone?",
                        "agents.none (TRUNKLINE_AGENTS_NONE): expected another name; rename it:"
                                + " extends: none inherits nothing");
    }

    @Test
    void chain_thatIsTooDeepIsNamedWhereItBegins() throws IOException {
        StringBuilder yaml =
                new StringBuilder("defaultAgent: p0\nagents:\n  p0: {instructions: x}\n");
        for (int i = 1; i <= 10; i++) {
            yaml.append("  p%d: {extends: p%d}\n".formatted(i, i - 1));
        }
        assertThat(file.mistakes(yaml.toString()))
                .singleElement()
                .asString()
                .startsWith("agents.p9.extends")
                .contains("at most 8", "p9 -> p8 -> p7 -> p6 -> p5 -> p4 -> p3 -> p2 -> p1 -> p0");
    }

    @Test
    void mistake_isNamedWhereItIsWrittenAndNotAgainBelow() throws IOException {
        assertThat(
                        file.mistakes(
                                """
                                agents:
                                  default: { instructions: x, speed: 3, voise: ash, greeting: { first: both } }
                                  sales: { hangUp: { farewellLimit: 2m } }
                                  desk: { speed: 3 }
                                """))
                .satisfiesExactlyInAnyOrder(
                        line -> assertThat(line).startsWith("agents.default.speed"),
                        line -> assertThat(line).startsWith("agents.default.voise"),
                        line -> assertThat(line).startsWith("agents.default.greeting.first"),
                        line -> assertThat(line).startsWith("agents.sales.hangUp.farewellLimit"),
                        line -> assertThat(line).startsWith("agents.desk.speed"));
    }

    @Test
    void agent_thatLacksInstructionsIsAMistake_anAbstractOneIsNot() throws IOException {
        assertThat(
                        file.mistakes(
                                """
                                defaultAgent: base
                                agents:
                                  base: { abstract: true, voice: ash }
                                  a: { extends: base }
                                """))
                .satisfiesExactlyInAnyOrder(
                        line -> assertThat(line).contains("agents.a.instructions", "a value"),
                        line -> assertThat(line).contains("defaultAgent", "[a]", "not abstract"));
    }
}
