package dev.trunkline.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.gateway.agent.AgentProfile;
import dev.trunkline.gateway.agent.Greeting;
import dev.trunkline.gateway.agent.NoiseReduction;
import dev.trunkline.gateway.agent.TurnDetection;
import dev.trunkline.gateway.config.keys.ConfigurationException;
import dev.trunkline.gateway.config.keys.Secret;
import dev.trunkline.gateway.trunk.PhoneNumber;
import dev.trunkline.gateway.trunk.SipUri;
import dev.trunkline.observability.compare.ModelRates;
import dev.trunkline.observability.compare.Rates;
import dev.trunkline.observability.compare.TrunkRates;
import dev.trunkline.observability.metrics.TrunkKind;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayConfigLoaderTest {
    private static final String TOKEN = "0123456789abcdef0123456789abcdef";
    private static final Map<String, String> ESSENTIALS =
            Map.of(
                    "TWILIO_AUTH_TOKEN",
                    TOKEN,
                    "OPENAI_API_KEY",
                    "sk-test-1",
                    "PUBLIC_URL",
                    "https://voice.example.com");

    @TempDir Path directory;

    private static Map<String, String> essentialsAnd(String... more) {
        Map<String, String> all = new HashMap<>(ESSENTIALS);
        for (int i = 0; i < more.length; i += 2) {
            all.put(more[i], more[i + 1]);
        }
        return all;
    }

    private GatewayConfig load(String yaml, String... more) throws IOException {
        Path file = directory.resolve("trunkline.yaml");
        Files.writeString(file, yaml);
        Map<String, String> all = essentialsAnd(more);
        all.put("TRUNKLINE_CONFIG", file.toString());
        return GatewayConfigLoader.load(all);
    }

    private ConfigurationException refused(String yaml, String... more) {
        return Objects.requireNonNull(
                catchThrowableOfType(ConfigurationException.class, () -> load(yaml, more)));
    }

    private static List<String> lines(ConfigurationException refused) {
        return refused.problems().stream().map(Object::toString).toList();
    }

    private static AgentProfile agent(GatewayConfig config, String name) {
        return Objects.requireNonNull(config.agents().get(name));
    }

    @Test
    void prices_comeAsTheComparisonTakesThem() throws IOException {
        GatewayConfig config =
                load(
                        """
                        trunks:
                          own:
                            kind: byoc
                            rates: { carrierPerMinute: 0.004, carrierPerMonth: 900, carrierBilledSeconds: 6 }
                          native: { kind: native }
                        costs:
                          currency: EUR
                          minutesPerMonth: 250000
                          model: { outputAudioPerMillion: 64 }
                        """,
                        "TRUNKLINE_TRUNKS_OWN_RATES_TWILIO_PER_MINUTE",
                        "0.0085");
        assertThat(config.rates())
                .isEqualTo(
                        new Rates(
                                "EUR",
                                250_000L,
                                Map.of("own", new TrunkRates(0.004, 0, 900, 6, 0.0085, 60)),
                                new ModelRates(0, 0, 0, 0, 0, 64, 0)));
        assertThat(GatewayConfigLoader.load(ESSENTIALS).rates())
                .isEqualTo(new Rates("USD", null, Map.of(), null));
        assertThat(lines(refused("trunks: { own: { rates: { carrierPerMinute: -1 } } }")))
                .singleElement()
                .asString()
                .contains("trunks.own.rates.carrierPerMinute", "0.0 to 1000.0");
    }

    @Test
    void environment_alone_isEnough() {
        GatewayConfig config = GatewayConfigLoader.load(ESSENTIALS);
        assertThat(config.http().port()).isEqualTo(8080);
        assertThat(config.http().managementPort()).isEqualTo(9464);
        assertThat(config.http().publicHost()).isEqualTo("0.0.0.0");
        assertThat(config.http().managementHost()).isEqualTo("127.0.0.1");
        assertThat(config.twilio().authToken()).isEqualTo(new Secret(TOKEN));
        assertThat(config.twilio().tokenTtl()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.realtime().url())
                .isEqualTo(URI.create("wss://api.openai.com/v1/realtime"));
        assertThat(config.realtime().model()).isEqualTo("gpt-realtime-2.1");
        assertThat(config.realtime().audioFormat()).isEqualTo(AudioFormat.PCMU);
        assertThat(config.media().playoutLeadMs()).isEqualTo(2_000);
        assertThat(config.limits().maxCalls()).isEqualTo(500);
        assertThat(agent(config, "default").name()).isEqualTo("default");
        assertThat(agent(config, "default").greeting().first()).isEqualTo(Greeting.Speaker.AGENT);
        assertThat(Objects.requireNonNull(config.trunks().get("unknown")).kind())
                .isEqualTo(TrunkKind.UNKNOWN);
    }

    @Test
    void environment_shortAndSystematicNamesBothSetAKey() {
        assertThat(GatewayConfigLoader.load(essentialsAnd("PORT", "81")).http().port())
                .isEqualTo(81);
        assertThat(
                        GatewayConfigLoader.load(essentialsAnd("TRUNKLINE_HTTP_PORT", "82"))
                                .http()
                                .port())
                .isEqualTo(82);
        assertThat(GatewayConfigLoader.load(essentialsAnd("AUDIO_FORMAT", "pcm24k")).realtime())
                .extracting(RealtimeConfig::audioFormat)
                .isEqualTo(AudioFormat.PCM_24K);
    }

    @Test
    void environment_wins() throws IOException {
        GatewayConfig config =
                load(
                        """
                        http: {port: 1000}
                        media: {playoutLeadMs: 500, frameMs: 40}
                        agents:
                          default: {instructions: hello, voice: cedar, greeting: {first: caller}}
                        """,
                        "TRUNKLINE_MEDIA_PLAYOUT_LEAD_MS",
                        "700",
                        "PORT",
                        "1001",
                        "TRUNKLINE_AGENTS_DEFAULT_VOICE",
                        "ash");
        assertThat(config.http().port()).isEqualTo(1001);
        assertThat(config.media().playoutLeadMs()).isEqualTo(700);
        assertThat(config.media().frameMs()).isEqualTo(40);
        assertThat(agent(config, "default").voice()).isEqualTo("ash");
        assertThat(agent(config, "default").greeting().first()).isEqualTo(Greeting.Speaker.CALLER);
    }

    @Test
    void environment_emptyVariableIsNotSet() {
        assertThat(GatewayConfigLoader.load(essentialsAnd("PORT", "")).http().port())
                .isEqualTo(8080);
    }

    @Test
    void environment_twoNamesOfOneKeyMustAgree() {
        assertThat(lines(refused("", "PORT", "81", "TRUNKLINE_HTTP_PORT", "82")))
                .containsExactly(
                        "http.port (PORT, TRUNKLINE_HTTP_PORT): expected one value; they differ:"
                                + " unset one of them");
    }

    @Test
    void environment_secretComesFromTheFileThatItNames() throws IOException {
        Path file = Files.writeString(directory.resolve("key"), "sk-from-file\n");
        Map<String, String> all = essentialsAnd("OPENAI_API_KEY_FILE", file.toString());
        all.remove("OPENAI_API_KEY");
        assertThat(GatewayConfigLoader.load(all).realtime().apiKey())
                .isEqualTo(new Secret("sk-from-file"));
    }

    @Test
    void environment_secretFileThatIsMissingIsNamed() {
        assertThat(lines(refused("", "ADMIN_TOKEN_FILE", "nowhere/token")))
                .singleElement()
                .asString()
                .contains("ADMIN_TOKEN_FILE", "nowhere/token", "a file that can be read");
    }

    @Test
    void environment_canMakeAgentsTrunksListsAndMaps() {
        GatewayConfig config =
                GatewayConfigLoader.load(
                        essentialsAnd(
                                "TRUNKLINE_AGENTS_SALES_INSTRUCTIONS",
                                "Sell.",
                                "TRUNKLINE_AGENTS_SALES_TURN_DETECTION_TYPE",
                                "semantic_vad",
                                "TRUNKLINE_AGENTS_SALES_TURN_DETECTION_EAGERNESS",
                                "high",
                                "TRUNKLINE_AGENTS_SALES_TRANSCRIPTION_LANGUAGE",
                                "en",
                                "TRUNKLINE_AGENTS_SALES_HANG_UP_PHRASES",
                                "bye, so long",
                                "TRUNKLINE_TRUNKS_ACME_KIND",
                                "byoc",
                                "TRUNKLINE_REALTIME_QUERY",
                                "{api-version: x}",
                                "TWILIO_ACCOUNT_SID",
                                "AC" + TOKEN));
        AgentProfile sales = agent(config, "sales");
        assertThat(sales.turnDetection())
                .isEqualTo(new TurnDetection.SemanticVad(TurnDetection.Eagerness.HIGH));
        assertThat(Objects.requireNonNull(sales.transcription()).language()).isEqualTo("en");
        assertThat(sales.hangUp().phrases()).containsExactly("bye", "so long");
        assertThat(config.agents()).containsKeys("sales", "default");
        assertThat(Objects.requireNonNull(config.trunks().get("acme")).kind())
                .isEqualTo(TrunkKind.BYOC);
        assertThat(config.realtime().query()).containsEntry("api-version", "x");
        assertThat(config.twilio().accountSids()).containsExactly("AC" + TOKEN);
    }

    @Test
    void yaml_fullProfileIsRead() throws IOException {
        GatewayConfig config =
                load(
                        """
                        defaultAgent: front-desk
                        agents:
                          front-desk:
                            instructions: file:front.txt
                            greeting: {first: agent, text: "Blue Bay Dental, good morning."}
                            model: gpt-realtime-mini
                            audioFormat: pcm24k
                            speed: 1.1
                            maxOutputTokens: 800
                            turnDetection: {type: server_vad, threshold: 0.6, prefixPaddingMs: 200,
                                            silenceDurationMs: 400, idleTimeoutMs: 8000}
                            noiseReduction: off
                            transcription: {language: en}
                            interruption: {interruptible: true, minSpeechMs: 300}
                            hangUp: {tool: false, phrases: [good bye, "see you, then"], farewellLimit: 4s}
                            transfers:
                              desk: {to: "+15550100123", description: The front desk.}
                              pbx: {to: "sip:200@pbx.example.com"}
                            maxDuration: 30m
                            silenceTimeout: 45s
                        trunks:
                          acme: {kind: byoc, carrier: Acme Telecom}
                        """
                                .replace(
                                        "file:front.txt",
                                        "file:"
                                                + Files.writeString(
                                                                directory.resolve("front.txt"),
                                                                "Be kind.\n")
                                                        .getFileName()));
        AgentProfile desk = agent(config, "front-desk");
        assertThat(desk.name()).isEqualTo("front-desk");
        assertThat(desk.instructions()).isEqualTo("Be kind.");
        assertThat(desk.greeting().text()).isEqualTo("Blue Bay Dental, good morning.");
        assertThat(desk.audioFormat()).isEqualTo(AudioFormat.PCM_24K);
        assertThat(desk.maxOutputTokens()).isEqualTo(800);
        assertThat(desk.turnDetection())
                .isEqualTo(new TurnDetection.ServerVad(0.6, 200, 400, 8_000));
        assertThat(desk.noiseReduction()).isEqualTo(NoiseReduction.OFF);
        assertThat(desk.interruption().minSpeechMs()).isEqualTo(300);
        assertThat(desk.hangUp().tool()).isFalse();
        assertThat(desk.hangUp().phrases()).containsExactly("good bye", "see you, then");
        assertThat(desk.hangUp().farewellLimit()).isEqualTo(Duration.ofSeconds(4));
        assertThat(Objects.requireNonNull(desk.transfers().get("desk")).to())
                .isEqualTo(new PhoneNumber("+15550100123"));
        assertThat(Objects.requireNonNull(desk.transfers().get("pbx")).to())
                .isEqualTo(new SipUri("sip:200@pbx.example.com"));
        assertThat(desk.maxDuration()).isEqualTo(Duration.ofMinutes(30));
        assertThat(Objects.requireNonNull(config.trunks().get("acme")).carrier())
                .isEqualTo("Acme Telecom");
    }

    @Test
    void yaml_agentsCanBeADirectory() throws IOException {
        Path agents = Files.createDirectory(directory.resolve("agents"));
        Files.writeString(agents.resolve("one.yaml"), "instructions: I am one.");
        Files.writeString(agents.resolve("two.yml"), "instructions: I am two.");
        Files.writeString(agents.resolve("notes.txt"), "not an agent");
        GatewayConfig config = load("agents: agents\ndefaultAgent: two\n");
        assertThat(config.agents()).containsOnlyKeys("one", "two");
        assertThat(agent(config, "two").instructions()).isEqualTo("I am two.");
    }

    @Test
    void fiveMistakes_areAllNamed() {
        ConfigurationException refused =
                refused(
                        """
                        http: {port: eighty}
                        media: {playoutLeadMs: 9000, frameMs: 30}
                        realtime: {modell: x}
                        agents:
                          default: {instructions: hello, speed: 3}
                        """);
        assertThat(lines(refused))
                .containsExactlyInAnyOrder(
                        "http.port (PORT or TRUNKLINE_HTTP_PORT) = eighty: expected 0 to 65535;"
                                + " correct it, or leave it out for 8080",
                        "realtime.modell (TRUNKLINE_REALTIME_MODELL): expected one of url, query,"
                                + " model, audioFormat, apiKey, auth, apiKeyHeader, headers,"
                                + " dialect, connectTimeout, readyTimeout, prewarm, pingInterval,"
                                + " maxMissedPongs, sessionLimit, stall, takeover; did you mean model?",
                        "media.playoutLeadMs (TRUNKLINE_MEDIA_PLAYOUT_LEAD_MS) = 9000: expected"
                                + " 20 to 5000; lower it if barge-in leaks, raise it if the"
                                + " agent's voice breaks up",
                        "media.frameMs (TRUNKLINE_MEDIA_FRAME_MS) = 30: expected a multiple of 20;"
                                + " use 20",
                        "agents.default.speed (TRUNKLINE_AGENTS_DEFAULT_SPEED) = 3.0: expected"
                                + " 0.25 to 1.5; 1.0 is the voice as it was made");
    }

    @Test
    void mistakesOfFileAndEnvironmentAreNamedTogether() {
        assertThat(
                        lines(
                                refused(
                                        "limits: {maxCalls: 0}\nlimit: 3\n",
                                        "DRAIN_SECONDS",
                                        "-1",
                                        "TRUNKLINE_MEDIA_PLAYOUT_LEAD",
                                        "20")))
                .satisfiesExactlyInAnyOrder(
                        line -> assertThat(line).contains("limits.maxCalls", "= 0", "1 to 100000"),
                        line -> assertThat(line).contains("limit ", "did you mean limits?"),
                        line -> assertThat(line).contains("DRAIN_SECONDS", "-1", "0 to 3600"),
                        line ->
                                assertThat(line)
                                        .contains(
                                                "TRUNKLINE_MEDIA_PLAYOUT_LEAD:",
                                                "TRUNKLINE_MEDIA_PLAYOUT_LEAD_MS?"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://v.example", "https://V.example", "https://v.example?a=b"})
    void urlOfSeveralGateways_isHeldToWhatTwilioSigns(String wrong) {
        assertThat(lines(refused("", "TRUNKLINE_TWILIO_SHARED_URL", wrong)))
                .singleElement()
                .asString()
                .contains("twilio.sharedUrl", "lower case");
    }

    @Test
    void nothingSet_namesAllThatIsMissing() {
        ConfigurationException refused =
                Objects.requireNonNull(
                        catchThrowableOfType(
                                ConfigurationException.class,
                                () -> GatewayConfigLoader.load(Map.of())));
        assertThat(lines(refused))
                .satisfiesExactly(
                        line -> assertThat(line).contains("PUBLIC_URL"),
                        line -> assertThat(line).contains("TWILIO_AUTH_TOKEN", "INSECURE_LOCAL"),
                        line -> assertThat(line).contains("OPENAI_API_KEY"));
    }

    @Test
    void insecureLocal_startsWithoutAnythingAndBindsToLoopbackOnly() {
        GatewayConfig config = GatewayConfigLoader.load(Map.of("INSECURE_LOCAL", "true"));
        assertThat(config.http().publicHost()).isEqualTo("127.0.0.1");
        assertThat(config.http().managementHost()).isEqualTo("127.0.0.1");
        assertThat(lines(refused("", "INSECURE_LOCAL", "true", "TRUNKLINE_HTTP_HOST", "0.0.0.0")))
                .singleElement()
                .asString()
                .contains("http.host", "0.0.0.0", "127.0.0.1", "INSECURE_LOCAL");
    }

    @Test
    void adminToken_opensTheManagementPort() {
        GatewayConfig config =
                GatewayConfigLoader.load(essentialsAnd("ADMIN_TOKEN", "a-token-of-some-length"));
        assertThat(config.http().managementHost()).isEqualTo("0.0.0.0");
    }

    @Test
    void secretsAreNeitherInMessagesNorInTheConfigurationsText() throws IOException {
        String secret = "hush-hush";
        ConfigurationException refused =
                refused(
                        "agents: {default: {instructions: x, transfers: {a: {to: '555"
                                + secret
                                + "'}}}}\nhttp: {adminToken: "
                                + secret
                                + "}\ntwilio: {authToken: ["
                                + secret
                                + "]}\n");
        assertThat(refused).hasMessageContaining("transfers.a.to").hasMessageContaining("SIP URI");
        assertThat(refused).hasMessageContaining("http.adminToken");
        assertThat(refused.getMessage()).doesNotContain(secret);
        GatewayConfig config =
                load(
                        """
                        realtime: {headers: {X-Key: hush-hush}}
                        agents: {default: {instructions: x, transfers: {a: {to: "+15550100123"}}}}
                        """,
                        "ADMIN_TOKEN",
                        "hush-hush-hush-hush");
        assertThat(config.toString())
                .doesNotContain(secret)
                .doesNotContain(TOKEN)
                .doesNotContain("sk-test-1")
                .doesNotContain("0100123");
    }

    @Test
    void yaml_thatIsMalformedNamesTheLineAndNotItsText() {
        ConfigurationException refused = refused("http:\n  port: 1\n twilio: hush-hush\n");
        assertThat(refused).hasMessageContaining("line 3").hasMessageNotContaining("hush");
        assertThat(refused("http: {port: 1}\nhttp: {port: 2}\n"))
                .hasMessageContaining("each key once");
    }

    @Test
    void yaml_fileThatIsMissingIsNamed() {
        Map<String, String> all = essentialsAnd("TRUNKLINE_CONFIG", "nowhere/trunkline.yaml");
        ConfigurationException refused =
                Objects.requireNonNull(
                        catchThrowableOfType(
                                ConfigurationException.class, () -> GatewayConfigLoader.load(all)));
        assertThat(lines(refused))
                .singleElement()
                .asString()
                .contains("TRUNKLINE_CONFIG = nowhere/trunkline.yaml");
    }

    @Test
    void wrongShapesAreMistakesAndNotFailures() {
        assertThat(lines(refused("http: 3\nagents: [1]\ntrunks: {a b: {}}\nmedia: {lane: [x]}\n")))
                .satisfiesExactlyInAnyOrder(
                        line -> assertThat(line).contains("http", "keys with values"),
                        line -> assertThat(line).contains("agents", "or a path"),
                        line -> assertThat(line).contains("trunks", "names of letters"),
                        line -> assertThat(line).contains("media.lane", "a single value"),
                        line -> assertThat(line).contains("defaultAgent"));
        assertThat(lines(refused("- a\n- b\n")))
                .first()
                .asString()
                .contains("(the file)", "keys with values");
    }

    @Test
    void turnDetection_keysOfTheOtherKindAreMistakes() {
        assertThat(
                        lines(
                                refused(
                                        """
                                        agents:
                                          default:
                                            instructions: x
                                            turnDetection: {type: semantic_vad, threshold: 0.5}
                                        """)))
                .singleElement()
                .asString()
                .contains("turnDetection.threshold", "expected one of eagerness");
        assertThat(
                        lines(
                                refused(
                                        "agents: {default: {instructions: x, turnDetection: {type:"
                                                + " push}}}")))
                .singleElement()
                .asString()
                .contains("turnDetection.type", "push", "server_vad, semantic_vad");
    }

    @Test
    void defaultAgent_mustExist() {
        assertThat(lines(refused("defaultAgent: nobody")))
                .singleElement()
                .asString()
                .contains("defaultAgent", "nobody", "[default]");
    }

    @Test
    void kubernetesServiceLinksAreNotTakenForKeys() {
        GatewayConfig config =
                GatewayConfigLoader.load(
                        essentialsAnd(
                                "TRUNKLINE_MEDIA_SERVICE_HOST",
                                "10.0.0.1",
                                "TRUNKLINE_MEDIA_PORT_8080_TCP_ADDR",
                                "10.0.0.1"));
        assertThat(config.media().frameMs()).isEqualTo(20);
    }
}
