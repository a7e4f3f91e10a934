package dev.trunkline.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.gateway.agent.Outbound;
import dev.trunkline.gateway.agent.Outbound.MachineDetection;
import dev.trunkline.gateway.agent.Outbound.OnMachine;
import dev.trunkline.gateway.config.keys.Secret;
import dev.trunkline.gateway.trunk.PhoneNumber;
import dev.trunkline.gateway.trunk.SipServer;
import dev.trunkline.gateway.trunk.SipServer.Transport;
import dev.trunkline.gateway.trunk.Trunk;
import dev.trunkline.gateway.trunk.choose.BreakerConfig;
import dev.trunkline.gateway.trunk.choose.OfficeHours;
import dev.trunkline.gateway.trunk.choose.TrunkPolicy;
import dev.trunkline.gateway.trunk.choose.TrunkPolicy.Choosing;
import dev.trunkline.observability.metrics.TrunkKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Trunks, policies, limits and hours of calls out, as they are written. */
class OutboundKeysTest {
    private static final String SECRET = "hush-hush";
    private static final String BY = "BY00112233445566778899aabbccddeeff";

    /** A configuration in which nothing is wrong. */
    private static final String WHOLE =
            """
            trunks:
              carrier-a:
                kind: byoc
                carrier: Bandwidth
                byocTrunkSid: BY00112233445566778899aabbccddeeff
                numbers: ["+14155550100", "+14155550101"]
                weight: 3
                maxCalls: 50
                callsPerSecond: 0.5
              twilio: { kind: native, numbers: ["+14155550200"], enabled: false }
              sbc:
                kind: sip
                numbers: ["+14155550300"]
                sip:
                  host: sbc.example.com
                  username: trunkline
                  password: file:password
                  headers: { X-Tenant: acme }
              inbound: { kind: byoc }
            outbound:
              policy: standard
              policies:
                standard: { trunks: [carrier-a, twilio] }
                trial: { choose: experiment, trunks: [carrier-a, sbc], seed: 42, prefixDigits: 4 }
                mix: { choose: weighted, trunks: [sbc, twilio] }
              allowedPrefixes: ["+44", "+1415"]
              callsPerSecond: 2
              maxCalls: 200
              maxQueued: 50
              queueDeadline: 30s
              ringing: 25s
              longest: 20m
              failover: { maxAttempts: 2, within: 10s }
              breaker: { failures: 4, within: 2m, openFor: 15s }
              tenants: { acme: { maxCalls: 20 } }
              hours:
                weekdays: { zone: Europe/London, days: [mon, Tue], from: "08:30", to: 17:00 }
            defaultAgent: sales
            agents:
              sales:
                instructions: x
                outbound:
                  maxCalls: 5
                  policy: trial
                  tenant: acme
                  hours: weekdays
                  machineDetection: message_end
                  onMachine: hang_up
                  record: true
              desk: { instructions: y }
            """;

    @TempDir Path directory;
    private WrittenConfig file = new WrittenConfig(Path.of(""));

    @BeforeEach
    void place() throws IOException {
        file = new WrittenConfig(directory);
        file.file("password", SECRET + "\n");
    }

    private static Trunk trunk(GatewayConfig config, String name) {
        return Objects.requireNonNull(config.trunks().get(name));
    }

    @Test
    void trunks_areRead() throws IOException {
        GatewayConfig config = file.load(WHOLE);
        Trunk own = trunk(config, "carrier-a");
        assertThat(own.byocTrunkSid()).isEqualTo(BY);
        assertThat(own.callerIds())
                .containsExactly(new PhoneNumber("+14155550100"), new PhoneNumber("+14155550101"));
        assertThat(own.weight()).isEqualTo(3);
        assertThat(own.maxCalls()).isEqualTo(50);
        assertThat(own.callsPerSecond()).isEqualTo(0.5);
        assertThat(own.enabled()).isTrue();
        assertThat(trunk(config, "twilio").enabled()).isFalse();
        Trunk sbc = trunk(config, "sbc");
        assertThat(sbc.kind()).isEqualTo(TrunkKind.SIP);
        assertThat(sbc.sip())
                .isEqualTo(
                        new SipServer(
                                "sbc.example.com",
                                Transport.TLS,
                                "trunkline",
                                new Secret(SECRET),
                                Map.of("X-Tenant", "acme")));
        assertThat(trunk(config, "inbound").callsOut()).isFalse();
        assertThat(config.toString()).doesNotContain(SECRET, "5550100", "5550300");
    }

    @Test
    void outbound_isRead() throws IOException {
        OutboundConfig outbound = file.load(WHOLE).outbound();
        assertThat(outbound.policy()).isEqualTo("standard");
        assertThat(outbound.policies().get("standard"))
                .isEqualTo(
                        new TrunkPolicy(
                                "standard", Choosing.FIXED, List.of("carrier-a", "twilio"), 1, 3));
        assertThat(outbound.policies().get("trial"))
                .isEqualTo(
                        new TrunkPolicy(
                                "trial", Choosing.EXPERIMENT, List.of("carrier-a", "sbc"), 42, 4));
        assertThat(outbound.prefixes().allows(new PhoneNumber("+442079460000"))).isTrue();
        assertThat(outbound.callsPerSecond()).isEqualTo(2);
        assertThat(outbound.maxCalls()).isEqualTo(200);
        assertThat(outbound.maxQueued()).isEqualTo(50);
        assertThat(outbound.queueDeadline()).isEqualTo(Duration.ofSeconds(30));
        assertThat(outbound.ringing()).isEqualTo(Duration.ofSeconds(25));
        assertThat(outbound.longest()).isEqualTo(Duration.ofMinutes(20));
        assertThat(outbound.failover()).isEqualTo(new FailoverConfig(2, Duration.ofSeconds(10)));
        assertThat(outbound.breaker())
                .isEqualTo(new BreakerConfig(4, Duration.ofMinutes(2), Duration.ofSeconds(15)));
        assertThat(outbound.tenants().get("acme")).isEqualTo(new TenantConfig("acme", 20));
        assertThat(outbound.hours().get("weekdays"))
                .isEqualTo(
                        new OfficeHours(
                                "weekdays",
                                ZoneId.of("Europe/London"),
                                List.of("mon", "tue"),
                                LocalTime.of(8, 30),
                                LocalTime.of(17, 0)));
    }

    @Test
    void agents_areReadWithWhatTheyMayCall() throws IOException {
        assertThat(file.agent("sales", WHOLE).outbound())
                .isEqualTo(
                        new Outbound(
                                5,
                                "trial",
                                "acme",
                                "weekdays",
                                MachineDetection.MESSAGE_END,
                                OnMachine.HANG_UP,
                                true));
        assertThat(file.agent("desk", WHOLE).outbound()).isEqualTo(Outbound.STANDARD);
    }

    @Test
    void exampleOfTheReadme_canBeUsed() throws IOException {
        String readme = Files.readString(Path.of("..", "README.md"));
        String chapter = readme.substring(readme.indexOf("## Trunks for calls out"));
        int begin = chapter.indexOf("```yaml") + "```yaml".length();
        String example = chapter.substring(begin, chapter.indexOf("```", begin));
        GatewayConfig config =
                file.load(
                        "defaultAgent: sales\n" + example.replace("BY…", BY),
                        "SBC_PASSWORD",
                        SECRET);
        assertThat(config.outbound().policies()).containsOnlyKeys("standard", "mix", "trial");
    }

    @Test
    void nothingSaid_letsNoCallOut() throws IOException {
        OutboundConfig outbound = file.load("").outbound();
        assertThat(outbound.policy()).isNull();
        assertThat(outbound.prefixes().allows(new PhoneNumber("+442079460000"))).isFalse();
    }

    @Test
    void environment_setsWhatTheFileDoes() throws IOException {
        GatewayConfig config =
                file.load(
                        WHOLE,
                        "TRUNKLINE_OUTBOUND_ALLOWED_PREFIXES",
                        "+45, +46",
                        "TRUNKLINE_TRUNKS_SBC_SIP_PASSWORD",
                        "another",
                        "TRUNKLINE_TRUNKS_TWILIO_ENABLED",
                        "true",
                        "TRUNKLINE_OUTBOUND_POLICIES_TRIAL_SEED",
                        "-7");
        assertThat(config.outbound().allowedPrefixes()).containsExactly("+45", "+46");
        assertThat(Objects.requireNonNull(trunk(config, "sbc").sip()).password())
                .isEqualTo(new Secret("another"));
        assertThat(trunk(config, "twilio").enabled()).isTrue();
        assertThat(Objects.requireNonNull(config.outbound().policies().get("trial")).seed())
                .isEqualTo(-7);
    }

    @Test
    void sameBesideAgents_seesEveryKeyOfCallsOut() throws IOException {
        GatewayConfig config = file.load(WHOLE);
        assertThat(config.sameBesideAgents(file.load(WHOLE))).isTrue();
        assertThat(
                        config.sameBesideAgents(
                                file.load(WHOLE.replace("maxCalls: 5\n", "maxCalls: 6\n"))))
                .as("an agent's own")
                .isTrue();
        for (String change :
                List.of(
                        "seed: 42|seed: 43",
                        "ringing: 25s|ringing: 26s",
                        "openFor: 15s|openFor: 16s",
                        "X-Tenant: acme|X-Tenant: other",
                        "weight: 3|weight: 2",
                        "17:00|17:01")) {
            String[] parts = change.split("\\|", -1);
            assertThat(config.sameBesideAgents(file.load(WHOLE.replace(parts[0], parts[1]))))
                    .as(change)
                    .isFalse();
        }
    }

    /** Each changes one thing of the configuration in which nothing is wrong. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    byocTrunkSid: BY00112233445566778899aabbccddeeff | enabled: true | trunks.carrier-a.byocTrunkSid | since numbers let calls go out
                    BY00112233445566778899aabbccddeeff | BY12 | trunks.carrier-a.byocTrunkSid | = BY12: expected BY and 32 hexadecimal digits
                    ["+14155550200"] | ["4155550200"] | trunks.twilio.numbers | phone numbers with plus and country code
                    ["+14155550200"] | [] | outbound.policies.standard.trunks | = twilio: expected trunks that calls can go out over; set trunks.twilio.numbers
                    kind: native | kind: pbx | trunks.twilio.numbers | kind byoc, native or sip
                    kind: sip | kind: native | trunks.sbc.sip | kind: sip with it
                    kind: native | kind: sip | trunks.twilio.sip | host and the rest of the server
                    host: sbc.example.com | host: sip:sbc.example.com | trunks.sbc.sip.host | host or host:port
                    host: sbc.example.com | transport: tcp | trunks.sbc.sip.host | a value
                    username: trunkline | transport: tls | trunks.sbc.sip.password | username with it
                    password: file:password | password: file:nowhere | trunks.sbc.sip.password | a file that can be read
                    password: file:password | password: env:NOT_SET | trunks.sbc.sip.password | env:NOT_SET: expected a variable that is set
                    password: file:password | password: hush-hush | trunks.sbc.sip.password | a reference, env:NAME or file:PATH
                    X-Tenant: acme | Tenant: acme | trunks.sbc.sip.headers | names that begin with X-
                    weight: 3 | weight: 1001 | trunks.carrier-a.weight | 0 to 1000
                    callsPerSecond: 0.5 | callsPerSecond: 0 | trunks.carrier-a.callsPerSecond | 0.1 to 1000
                    policy: standard | policy: none | outbound.policy | one of [mix, standard, trial]
                    [carrier-a, twilio] | [carrier-a, tvilio] | outbound.policies.standard.trunks | = tvilio: expected one of [carrier-a, inbound, sbc, twilio, unknown]
                    [carrier-a, sbc] | [carrier-a] | outbound.policies.trial.trunks | at least two trunks to compare
                    [carrier-a, sbc] | [sbc, sbc] | outbound.policies.trial.trunks | each trunk once
                    weight: 3 | weight: 0 | outbound.policies.trial.trunks | 2 or more with a weight above 0
                    [carrier-a, twilio] | [] | outbound.policies.standard.trunks | at least one trunk
                    choose: weighted | choose: random | outbound.policies.mix.choose | fixed, weighted, experiment
                    ["+44", "+1415"] | ["+44", "0044"] | outbound.allowedPrefixes | = [0044]: expected plus and 1 to 15 digits each
                    ["+44", "+1415"] | ["+"] | outbound.allowedPrefixes | plus and 1 to 15 digits each
                    Europe/London | Europe/Lodnon | outbound.hours.weekdays.zone | = Europe/Lodnon: expected a time zone such as Europe/London
                    [mon, Tue] | [mon, tues] | outbound.hours.weekdays.days | mon, tue, wed, thu, fri, sat, sun
                    to: 17:00 | to: 25:00 | outbound.hours.weekdays.to | = 25:00: expected a time of day such as 09:00
                    to: 17:00 | to: 08:30 | outbound.hours.weekdays.to | another time than that of from
                    policy: trial | policy: trail | agents.sales.outbound.policy | = trail: expected one of [mix, standard, trial]
                    tenant: acme | tenant: acne | agents.sales.outbound.tenant | = acne: expected one of [acme]
                    hours: weekdays | hours: weekends | agents.sales.outbound.hours | = weekends: expected one of [weekdays]
                    machineDetection: message_end | machineDetection: off | agents.sales.outbound.onMachine | machineDetection with it
                    within: 10s | within: 10m | outbound.failover.within | 0s to 5m
                    """)
    void mistakes_areNamed(String right, String wrong, String key, String expected)
            throws IOException {
        assertThat(WHOLE).contains(right);
        assertThat(file.mistakes(WHOLE.replaceFirst(Pattern.quote(right), wrong)))
                .anySatisfy(
                        mistake -> assertThat(mistake).startsWith(key + " (").contains(expected))
                .allSatisfy(mistake -> assertThat(mistake).doesNotContain(SECRET, "4155550"));
    }

    @Test
    void weightsThatAreAllZero_areAMistakeOfTheirPolicy() throws IOException {
        assertThat(
                        file.mistakes(
                                """
                                trunks:
                                  a: { kind: native, numbers: ["+15550100100"], weight: 0 }
                                  b: { kind: native, numbers: ["+15550100101"], weight: 0 }
                                outbound:
                                  policies:
                                    mix: { choose: weighted, trunks: [a, b] }
                                    fixed: { trunks: [a, b] }
                                """))
                .singleElement()
                .asString()
                .startsWith("outbound.policies.mix.trunks (")
                .contains("1 or more with a weight above 0", "trunks.<name>.weight");
    }
}
