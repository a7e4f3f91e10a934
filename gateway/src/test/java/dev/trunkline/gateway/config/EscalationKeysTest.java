package dev.trunkline.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.gateway.agent.EscalateOn;
import dev.trunkline.gateway.config.EscalationConfig.Then;
import dev.trunkline.gateway.trunk.PhoneNumber;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Escalations as they are written. */
class EscalationKeysTest {
    private static final String OUTBOUND =
            """
            trunks: { own: { kind: native, numbers: ["+14155550100"] }, inbound: { kind: byoc } }
            outbound:
              policy: standard
              policies: { standard: { trunks: [own] } }
              allowedPrefixes: ["+1555"]
            """;

    @TempDir Path directory;
    private WrittenConfig file;

    @BeforeEach
    void directory() {
        file = new WrittenConfig(directory);
    }

    private static String written(String escalation, String agent) {
        return OUTBOUND
                + "escalations: { night: "
                + escalation
                + " }\nagents: { default: { instructions: Be brief."
                + agent
                + " } }\n";
    }

    @Test
    void everythingThatIsWritten_isThere_stepsInTheOrderOfTheirNumbers() throws IOException {
        GatewayConfig config =
                file.load(
                        written(
                                """
                                {
                                  steps: {
                                    10: { call: ["+15550100003"], accept: none, trunk: own },
                                    9: { call: ["+15550100001", "+15550100002"], within: 90s, accept: 5,
                                         policy: standard,
                                         text: { to: ["+15550100001"], body: "{{caller}}", from: "+15550100009" } } },
                                  then: transfer, transferTo: "+15550100004",
                                  voicemail: { say: Speak., longest: 1m, silence: 3s, text: "{{recording}}" },
                                  language: de-DE, prompt: "{{key}}", taken: Taken., gone: Gone.
                                }\
                                """,
                                ", escalation: night, escalateOn: tool"));
        EscalationConfig night = Objects.requireNonNull(config.escalations().get("night"));
        assertThat(night.inOrder()).extracting(EscalationStep::name).containsExactly("9", "10");
        EscalationStep first = night.inOrder().getFirst();
        assertThat(first.callees())
                .containsExactly(new PhoneNumber("+15550100001"), new PhoneNumber("+15550100002"));
        assertThat(first.within()).isEqualTo(Duration.ofSeconds(90));
        assertThat(first.accept()).isEqualTo("5");
        assertThat(first.policy()).isEqualTo("standard");
        assertThat(Objects.requireNonNull(first.text()).from())
                .isEqualTo(new PhoneNumber("+15550100009"));
        assertThat(night.inOrder().getLast().accept()).isNull();
        assertThat(night.inOrder().getLast().within()).isEqualTo(Duration.ofMinutes(2));
        assertThat(night.then()).isEqualTo(Then.TRANSFER);
        assertThat(night.voicemail())
                .isEqualTo(
                        new Voicemail(
                                "Speak.",
                                Duration.ofMinutes(1),
                                Duration.ofSeconds(3),
                                "{{recording}}"));
        var agent = Objects.requireNonNull(config.agents().get("default"));
        assertThat(agent.escalation()).isEqualTo("night");
        assertThat(agent.escalateOn()).isEqualTo(EscalateOn.TOOL);
        assertThat(agent.callsHumans()).isTrue();
        assertThat(config.escalations().toString() + night.steps()).doesNotContain("+1555");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {steps: {}}                                            | steps              | one or more steps
                    {steps: {1: {}}}                                       | steps.1.call       | somebody to call
                    {steps: {1: {call: ['0800 555']}}}                     | steps.1.call       | E.164
                    {steps: {1: {call: ['+15550100001', '+15550100001']}}} | steps.1.call       | each number once
                    {steps: {1: {call: ['+442079460000']}}}                | steps.1.call       | allowedPrefixes
                    {steps: {1: {call: ['+15550100001'], accept: 12}}}     | steps.1.accept     | a digit, *, or none
                    {steps: {1: {call: ['+15550100001'], policy: other}}}  | steps.1.policy     | one of [standard]
                    {steps: {1: {call: ['+15550100001'], trunk: other}}}   | steps.1.trunk      | one of
                    {steps: {1: {call: ['+15550100001'], trunk: inbound}}} | steps.1.trunk      | calls can go out
                    {steps: {1: {call: ['+15550100001'], trunk: own, policy: standard}}} | steps.1.policy | either it or trunk
                    {steps: {1: {call: ['+15550100001'], within: 0s}}}     | steps.1.within     | 1s to 1h
                    {steps: {1: {text: {to: ['+15550100001']}}}}           | steps.1.text.from  | a sender
                    {steps: {1: {text: {to: [], from: '+15550100009'}}}}   | steps.1.text.to    | one or more
                    {steps: {1: {call: ['+15550100001']}}, then: transfer} | transferTo         | a number
                    {steps: {1: {call: ['+15550100001']}}, then: leave}    | then               | voicemail
                    {steps: {1: {call: ['+15550100001']}}, voicemail: {longest: 2s}} | voicemail.longest | 5s to 1h
                    """)
    void mistake_isNamedWithWhatIsAccepted_andNoNumberIsRepeated(
            String escalation, String key, String expected) throws IOException {
        assertThat(file.mistakes(written(escalation, "")))
                .anySatisfy(mistake ->
                        assertThat(mistake)
                                .startsWith("escalations.night." + key.strip())
                                .contains(expected))
                .noneSatisfy(
                        mistake -> assertThat(mistake).containsAnyOf("0100001", "7946", "0800"));
    }

    @Test
    void anAgentsEscalation_hasToBeThere_andToFindATrunk() throws IOException {
        String step = "{steps: {1: {call: ['+15550100001']}}}";
        assertThat(file.mistakes(written(step, ", escalation: day")))
                .singleElement()
                .asString()
                .startsWith("agents.default.escalation")
                .contains("one of [night]");
        assertThat(
                        file.mistakes(
                                written(step, ", escalation: night")
                                        .replace("  policy: standard\n", "")))
                .singleElement()
                .asString()
                .startsWith("agents.default.escalation")
                .contains("outbound.policy");
    }
}
