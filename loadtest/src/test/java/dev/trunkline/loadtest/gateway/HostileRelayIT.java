package dev.trunkline.loadtest.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.loadtest.model.AnswerScript;
import dev.trunkline.loadtest.model.AnswerText;
import dev.trunkline.loadtest.model.ModelConnection;
import dev.trunkline.loadtest.phone.CallScript;
import dev.trunkline.loadtest.phone.Deviation;
import dev.trunkline.loadtest.phone.PhoneCallReport;
import dev.trunkline.loadtest.phone.PhoneCallReport.Outcome;
import dev.trunkline.loadtest.phone.Violation;
import dev.trunkline.loadtest.relay.RelayCue;
import dev.trunkline.loadtest.relay.RelayFault;
import dev.trunkline.loadtest.relay.RelayScript;
import dev.trunkline.loadtest.relay.RelayStep;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions that are not as Twilio makes them: counted, survived, and nothing is left behind. */
@ExtendWith(Leaks.class)
class HostileRelayIT {
    private static Bench bench() {
        Map<String, String> environment = RelayBench.agents("");
        environment.put("TRUNKLINE_TWILIO_START_TIMEOUT", "1s");
        return new Bench(environment, _ -> RelayBench.echo());
    }

    /** A model that does not repeat what it is told: it may be long. */
    private static Bench reserved() {
        AnswerScript script =
                AnswerScript.transcripts()
                        .withText(
                                AnswerText.scripted(
                                        "This is the first answer that I have.",
                                        "This is the second one.",
                                        "These were keys."));
        return new Bench(RelayBench.agents(""), _ -> RelayBench.echo(script));
    }

    /** The conversation goes on, and ends as the caller wants it. */
    @ParameterizedTest
    @EnumSource(
            value = RelayFault.class,
            names = {
                "PROMPT_BEFORE_SETUP",
                "TWO_SETUPS",
                "NUMBERS_AS_STRINGS",
                "UNKNOWN_TYPES",
                "GARBAGE",
                "HUGE_PROMPTS",
                "UNASKED_INTERRUPT"
            })
    void faultThatLeavesTheWordsAsTheyAre_changesNothing(RelayFault fault) {
        try (Bench bench = reserved()) {
            PhoneCallReport report = bench.call(call(fault));
            assertThat(report.violations()).isEmpty();
            assertThat(report.outcome()).isEqualTo(Outcome.CALLER_HUNG_UP);
            ModelConnection connection = bench.connection("default");
            RelayBench.assertNothingRefused(connection);
            assertThat(RelayBench.said(connection, "user").getFirst()).startsWith("hello there");
            assertThat(RelayBench.said(connection, "user").getLast())
                    .isEqualTo("[caller pressed 12#]");
            if (fault != RelayFault.UNASKED_INTERRUPT) {
                RelayBench.assertRemembersWhatWasHeard(report, connection);
            }
            bench.assertAtRest();
        }
    }

    /** What the model remembers is no more than was sent, and the session stands. */
    @ParameterizedTest
    @EnumSource(
            value = RelayFault.class,
            names = {
                "FOREIGN_INTERRUPTS",
                "INTERRUPTS_WITHOUT_TEXT",
                "STRINGS_AS_NUMBERS",
                "MISSING_FIELDS"
            })
    void faultThatSpoilsTheWords_isSurvived(RelayFault fault) {
        try (Bench bench = bench()) {
            PhoneCallReport report =
                    bench.call(
                            RelayBench.inbound(
                                            "default",
                                            RelayScript.script()
                                                    .say(RelayCue.agentSpoke(3), "hello there")
                                                    .press(RelayCue.after(2_000), "12#")
                                                    .hangUp(RelayCue.after(4_000))
                                                    .fault(fault)
                                                    .build())
                                    .build());
            assertThat(report.violations()).isEmpty();
            assertThat(report.outcome()).isEqualTo(Outcome.CALLER_HUNG_UP);
            ModelConnection connection = bench.connection("default");
            RelayBench.assertNothingRefused(connection);
            String sent =
                    String.join(
                            " ",
                            report.relays().getFirst().spoken().stream()
                                    .map(spoken -> spoken.text().strip())
                                    .toList());
            for (String remembered : RelayBench.said(connection, "assistant")) {
                assertThat(sent).contains(remembered);
            }
            bench.assertAtRest();
        }
    }

    /** No call can be made of it: the caller hears the apology. */
    @ParameterizedTest
    @EnumSource(
            value = RelayFault.class,
            names = {"NO_SETUP", "SILENT", "NUMERIC_SETUP", "BARE_SETUP"})
    void sessionThatNeverIntroducesItself_endsInAnApology(RelayFault fault) {
        try (Bench bench = bench()) {
            PhoneCallReport report = bench.call(call(fault));
            assertThat(report.outcome()).isEqualTo(Outcome.GATEWAY_HUNG_UP);
            assertThat(report.said().getFirst()).startsWith("Say ");
            assertThat(report.violations()).extracting(Violation::code).containsExactly(64105);
            bench.assertAtRest();
        }
    }

    @Test
    void fullAccount_isACapacityFailure_andNotTriedAgain() {
        KeptCalls kept = new KeptCalls();
        try (Bench bench = new Bench(RelayBench.agents(""), _ -> RelayBench.echo(), kept)) {
            PhoneCallReport report = bench.call(call(RelayFault.ACCOUNT_FULL));
            assertThat(report.outcome()).isEqualTo(Outcome.GATEWAY_HUNG_UP);
            assertThat(report.said().getFirst()).startsWith("Say ");
            assertThat(report.relays()).hasSize(1);
            assertThat(kept.of(report.callSid()).outcome().label())
                    .isEqualTo("rejected_relay_full");
            assertThat(bench.counter("trunkline_relay_errors_total", "64109")).isEqualTo(1);
            bench.assertAtRest();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Deviation.class,
            names = {
                "NO_PARAMETERS",
                "WRONG_PARAMETERS",
                "WRONG_CALL_SID",
                "WRONG_ACCOUNT_SID",
                "STREAM_NO_SIGNATURE"
            })
    void socketThatIsNotTheCalls_isRefused(Deviation deviation) {
        try (Bench bench = bench()) {
            PhoneCallReport report =
                    bench.call(
                            RelayBench.inbound("default", RelayScript.silent())
                                    .deviate(deviation)
                                    .build());
            assertThat(report.outcome()).isEqualTo(Outcome.GATEWAY_HUNG_UP);
            assertThat(report.said().getFirst()).startsWith("Say ");
            boolean signature = deviation == Deviation.STREAM_NO_SIGNATURE;
            assertThat(
                            bench.counter(
                                    "trunkline_calls_ended_total",
                                    signature ? "rejected_signature" : "rejected_token"))
                    .isEqualTo(1);
            bench.assertAtRest();
        }
    }

    /** Out of order, and for words that were never there. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"interrupt\",\"utteranceUntilInterrupt\":\"No such words\"}",
                "{\"type\":\"interrupt\"}",
                "{\"type\":\"info\",\"name\":\"tokensPlayed\",\"value\":\"No such words\"}",
                "{\"type\":\"info\",\"name\":\"agentSpeaking\",\"value\":\"off\"}",
                "{\"type\":\"prompt\",\"voicePrompt\":\"\",\"last\":true}",
                "{\"type\":\"prompt\",\"voicePrompt\":\"maybe\",\"last\":false}",
                "{\"type\":\"error\",\"description\":\"Invalid message received\"}",
                "{\"type\":\"setup\"}"
            })
    void messageAtTheWrongTime_leavesTheCallAsItIs(String text) {
        try (Bench bench = bench()) {
            PhoneCallReport report =
                    bench.call(
                            RelayBench.inbound(
                                            "default",
                                            RelayScript.script()
                                                    .step(
                                                            RelayCue.agentDone("today?"),
                                                            new RelayStep.Send(text))
                                                    .step(
                                                            RelayCue.after(1),
                                                            new RelayStep.Send(text))
                                                    .say(RelayCue.after(100), "hello there")
                                                    .step(
                                                            RelayCue.agentDone("else?"),
                                                            new RelayStep.Send(text))
                                                    .say(RelayCue.after(100), "goodbye")
                                                    .build())
                                    .build());
            assertThat(report.violations()).isEmpty();
            assertThat(report.outcome()).isEqualTo(Outcome.GATEWAY_HUNG_UP);
            ModelConnection connection = bench.connection("default");
            RelayBench.assertNothingRefused(connection);
            assertThat(RelayBench.said(connection, "user"))
                    .isEqualTo(List.of("hello there", "goodbye"));
            RelayBench.assertRemembersWhatWasHeard(report, connection);
            bench.assertAtRest();
        }
    }

    private static CallScript call(RelayFault fault) {
        return RelayBench.inbound(
                        "default",
                        RelayScript.script()
                                .say(RelayCue.agentDone("today?"), "hello there")
                                .say(RelayCue.agentSpoke(3), "one more thing")
                                .press(RelayCue.agentDone("second one."), "12#")
                                .hangUp(RelayCue.agentDone("keys."))
                                .fault(fault)
                                .build())
                .build();
    }
}
