package dev.trunkline.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.gateway.agent.AgentProfile;
import dev.trunkline.gateway.agent.AgentTool;
import dev.trunkline.gateway.agent.RelayProfile;
import dev.trunkline.gateway.agent.SmsAbility;
import dev.trunkline.gateway.agent.TwilioLeg;
import dev.trunkline.gateway.call.BuiltInTools;
import dev.trunkline.gateway.trunk.PhoneNumber;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tools, messages, the relay's settings and the calls of an agent, as they are written. */
class AgentKeysTest {
    @TempDir Path directory;
    private WrittenConfig file = new WrittenConfig(Path.of(""));

    @BeforeEach
    void place() {
        file = new WrittenConfig(directory);
    }

    /** The mistakes of a profile {@code a} of which only {@code keys} are not as they should be. */
    private List<String> mistakes(String keys, String... variables) throws IOException {
        return file.mistakes(
                "defaultAgent: a\nagents:\n  a:\n    instructions: x\n" + keys.indent(4),
                variables);
    }

    @Test
    void fullProfile_isRead() throws IOException {
        AgentProfile agent =
                file.agent(
                        "a",
                        """
                        defaultAgent: a
                        trunks: { own: { kind: byoc } }
                        agents:
                          b: { instructions: y }
                          a:
                            instructions: x
                            leg: relay
                            relay:
                              language: en-GB
                              ttsProvider: amazon
                              voice: Amy-Neural
                              transcriptionProvider: Deepgram
                              speechModel: flux
                              interruptible: speech
                              partialPrompts: true
                              hints: [Blue Bay, crown]
                              whileAnswering: queue
                              languages:
                                sv-SE: { ttsProvider: Google, voice: sv-SE-Standard-A }
                              attributes: { speechTimeout: 900, eotThreshold: "0.75" }
                            match:
                              numbers: ["+15550100123"]
                              sipDomains: [Desk.Example.com]
                              trunks: [own]
                            tools:
                              find-slot:
                                description: Find free appointments on a day.
                                url: https://tools.example.com/slots
                                method: get
                                parameters:
                                  type: object
                                  properties:
                                    day: { type: string, format: date }
                                  required: [day]
                                timeout: 4s
                                filler: One moment.
                              records: { type: mcp, url: "https://mcp.example.com/sse", allowedTools: [find] }
                            sendSms: { from: "+15550100199", maxPerCall: 2 }
                            sendDtmf: true
                            switchTo: [b]
                        """);
        assertThat(agent.leg()).isEqualTo(TwilioLeg.RELAY);
        assertThat(agent.relay().ttsProvider()).as("as Twilio spells it").isEqualTo("Amazon");
        assertThat(agent.relay().whileAnswering()).isEqualTo(RelayProfile.WhileAnswering.QUEUE);
        assertThat(Objects.requireNonNull(agent.relay().languages().get("sv-SE")).code())
                .isEqualTo("sv-SE");
        assertThat(agent.relay().attributes())
                .isEqualTo(Map.of("speechTimeout", "900", "eotThreshold", "0.75"));
        assertThat(agent.match().sipDomains()).containsExactly("desk.example.com");
        AgentTool.Http slots =
                (AgentTool.Http) Objects.requireNonNull(agent.tools().get("find-slot"));
        assertThat(slots.url()).isEqualTo(URI.create("https://tools.example.com/slots"));
        assertThat(slots.method()).isEqualTo(AgentTool.Method.GET);
        assertThat(slots.timeout()).isEqualTo(Duration.ofSeconds(4));
        assertThat(Objects.requireNonNull(slots.parameters()).tree().at("/required/0").asText())
                .isEqualTo("day");
        AgentTool.Mcp records =
                (AgentTool.Mcp) Objects.requireNonNull(agent.tools().get("records"));
        assertThat(records.name()).isEqualTo("records");
        assertThat(records.approve()).isTrue();
        assertThat(agent.sendSms())
                .isEqualTo(
                        new SmsAbility(
                                new PhoneNumber("+15550100199"),
                                "Send the caller a text message.",
                                2));
        assertThat(agent.sendDtmf()).isTrue();
        assertThat(agent.switchTo()).containsExactly("b");
        assertThat(agent.toString()).doesNotContain("0100123", "0100199");
    }

    @Test
    void parameters_canBeATreeATextAFileAndAVariable() throws IOException {
        String schema = "{\"type\":\"object\",\"properties\":{\"day\":{\"type\":\"string\"}}}";
        Path elsewhere = file.file("day.json", schema);
        String start =
                "defaultAgent: a\nagents: {a: {instructions: x, tools: {t: {url: 'http://t.example',"
                        + " description: d";
        for (String written :
                List.of(
                        ", parameters: {type: object, properties: {day: {type: string}}}",
                        ", parameters: '" + schema + "'",
                        ", parameters: '{type: object, properties: {day: {type: string}}}'",
                        ", parameters: 'file:" + elsewhere.getFileName() + "'")) {
            AgentProfile agent = file.agent("a", start + written + "}}}}\n");
            assertThat(parameters(agent)).as(written).isEqualTo(schema);
        }
        AgentProfile agent =
                file.agent("a", start + "}}}}\n", "TRUNKLINE_AGENTS_A_TOOLS_T_PARAMETERS", schema);
        assertThat(parameters(agent)).isEqualTo(schema);
    }

    private static String parameters(AgentProfile agent) {
        AgentTool.Http tool = (AgentTool.Http) Objects.requireNonNull(agent.tools().get("t"));
        return Objects.requireNonNull(tool.parameters()).json();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {type: string}                                          | set its type to object
                    {type: object, properties: {a: {type: strin}}}          | /properties/a/type
                    {type: object, required: a}                             | /required
                    {type: object, properties: {a: {pattern: '('}}}         | Unclosed group
                    {type: object, properties: {a: {$ref: '#/$defs/n'}}}    | cannot be resolved
                    {type: object, properties: {a: {$ref: 'http://x/y'}}}   | correct its references
                    {type: object, properties: {a: {$ref: 'file:///etc/hosts'}}} | correct its references
                    [1]                                                     | a single value
                    12                                                      | a JSON Schema of type object
                    """)
    void parameters_thatAreNoSchemaAreRefusedWithTheReason(String written, String reason)
            throws IOException {
        assertThat(
                        mistakes(
                                "tools: {t: {url: 'http://t.example', description: d, parameters: "
                                        + written
                                        + "}}"))
                .singleElement()
                .asString()
                .contains("agents.a.tools.t.parameters", reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    relay: {language: english}               | relay.language (     | BCP 47
                    relay: {ttsLanguage: multi, ttsProvider: Google} | relay.ttsProvider | ElevenLabs
                    relay: {language: multi, transcriptionProvider: Google} | relay.transcriptionProvider | Deepgram
                    relay: {ttsProvider: Polly}              | relay.ttsProvider    | Google, Amazon, ElevenLabs
                    relay: {interruptible: shouting}         | relay.interruptible  | none, dtmf, speech, any
                    relay: {partialPrompts: true}            | relay.partialPrompts | flux
                    relay: {hints: ['']}                     | relay.hints          | phrases
                    relay: {languages: {swedish_: {}}}       | relay.languages.swedish_ | BCP 47
                    relay: {attributes: {speechtimeout: 900}} | relay.attributes    | speechTimeout
                    relay: {attributes: {speechTimeout: 500}} | relay.attributes    | 600 to 5000
                    relay: {attributes: {eotThreshold: 0.95}} | relay.attributes    | 0.5 to 0.9
                    relay: {attributes: {welcomeGreeting: x}} | relay.attributes    | use the key
                    match: {numbers: ['5550100123']}         | match.numbers        | E.164
                    match: {sipDomains: ['a b.example']}     | match.sipDomains     | host names
                    match: {sipDomains: [a.example, A.example]} | match.sipDomains  | each domain once
                    tools: {hang_up: {url: 'http://t.example', description: d}} | tools.hang_up | rename the tool
                    tools: {t: {url: 'ftp://t.example', description: d}} | tools.t.url | http or https
                    tools: {t: {url: 'http://u:p@t.example', description: d}} | tools.t.url | without user
                    tools: {t: {url: 'http://t.example'}}    | tools.t.description  | a value
                    tools: {t: {url: 'http://t.example', description: d, method: head}} | tools.t.method | get, post
                    tools: {t: {url: 'http://t.example', description: d, retries: 6}} | tools.t.retries | 0 to 5
                    tools: {t: {type: soap}}                 | tools.t.type         | http, mcp
                    tools: {t: {type: mcp, url: 'http://m.example'}} | tools.t.url  | https
                    sendSms: {maxPerCall: 21}                | sendSms.maxPerCall   | 1 to 20
                    sendSms: {from: '555'}                   | sendSms.from         | a phone number
                    switchTo: [a]                            | switchTo             | other agents
                    """)
    void mistake_isNamedOnceWithWhatIsAccepted(String keys, String key, String expected)
            throws IOException {
        assertThat(mistakes(keys))
                .singleElement()
                .asString()
                .startsWith("agents.a." + key.strip())
                .contains(expected);
    }

    @Test
    void toolsOfTheGateway_keepTheirNames() {
        assertThat(AgentTool.RESERVED_NAMES)
                .containsExactlyInAnyOrder(
                        BuiltInTools.HANG_UP,
                        BuiltInTools.TRANSFER,
                        BuiltInTools.SEND_SMS,
                        BuiltInTools.SEND_DTMF,
                        BuiltInTools.SWITCH_AGENT,
                        BuiltInTools.CALL_HUMAN);
    }

    @Test
    void numbersThatAreWrong_areNamedByTheirPlaceOnly() throws IOException {
        assertThat(mistakes("match: {numbers: ['+15550100123', '0800 555']}"))
                .singleElement()
                .asString()
                .contains("(item 2)")
                .doesNotContain("0800");
    }

    @Test
    void whatAgentsSayOfOneAnotherAndOfTrunks_isCheckedOverAllOfThem() throws IOException {
        assertThat(
                        file.mistakes(
                                """
                                defaultAgent: a
                                trunks: { own: {} }
                                agents:
                                  base: { abstract: true }
                                  a:
                                    instructions: x
                                    switchTo: [b, base, c]
                                    match: { numbers: ["+15550100123"], sipDomains: [d.example], trunks: [own, owm] }
                                  b:
                                    instructions: y
                                    match: { numbers: ["+15550100123"], sipDomains: [D.example], trunks: [own] }
                                """))
                .satisfiesExactlyInAnyOrder(
                        line ->
                                assertThat(line)
                                        .startsWith("agents.a.switchTo")
                                        .contains("= base: expected names among [a, b]"),
                        line -> assertThat(line).contains("agents.a.switchTo", "= c"),
                        line ->
                                assertThat(line)
                                        .startsWith("agents.a.match.trunks")
                                        .contains("= owm: expected names among [own, unknown]"),
                        line ->
                                assertThat(line)
                                        .startsWith("agents.b.match.numbers")
                                        .contains("no other agent", "from a")
                                        .doesNotContain("0100123"),
                        line -> assertThat(line).contains("agents.b.match.sipDomains", "d.example"),
                        line -> assertThat(line).contains("agents.b.match.trunks", "= own"));
    }

    @Test
    void environment_namesOfNestedMapsMakeNoAgents() throws IOException {
        GatewayConfig config =
                file.load(
                        "agents: {default: {instructions: x, relay: {languages: {sv-SE: {}}}}}",
                        "TRUNKLINE_AGENTS_DEFAULT_RELAY_LANGUAGES_SV_SE_VOICE",
                        "Elin-Neural",
                        "TRUNKLINE_AGENTS_DEFAULT_TOOLS_SLOTS_URL",
                        "http://t.example",
                        "TRUNKLINE_AGENTS_DEFAULT_TOOLS_SLOTS_DESCRIPTION",
                        "Find a slot.",
                        "TRUNKLINE_AGENTS_OTHER_TRANSFERS_DESK_TO",
                        "+15550100123",
                        "TRUNKLINE_AGENTS_OTHER_INSTRUCTIONS",
                        "y");
        assertThat(config.agents()).containsOnlyKeys("default", "other");
        AgentProfile agent = Objects.requireNonNull(config.agents().get("default"));
        assertThat(agent.relay().languages().values())
                .singleElement()
                .extracting(RelayProfile.RelayLanguage::voice)
                .isEqualTo("Elin-Neural");
        assertThat(agent.tools()).containsOnlyKeys("slots");
    }
}
