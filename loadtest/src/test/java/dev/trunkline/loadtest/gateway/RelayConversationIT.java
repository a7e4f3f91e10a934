package dev.trunkline.loadtest.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.loadtest.model.AnswerScript;
import dev.trunkline.loadtest.model.ModelConnection;
import dev.trunkline.loadtest.phone.CallScript;
import dev.trunkline.loadtest.phone.PhoneCall;
import dev.trunkline.loadtest.phone.PhoneCallReport;
import dev.trunkline.loadtest.phone.PhoneCallReport.Outcome;
import dev.trunkline.loadtest.phone.When;
import dev.trunkline.loadtest.relay.RelayCue;
import dev.trunkline.loadtest.relay.RelayReport;
import dev.trunkline.loadtest.relay.RelayScript;
import dev.trunkline.observability.metrics.CallOutcome;
import dev.trunkline.observability.metrics.LegKind;
import dev.trunkline.observability.record.CallRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Conversations over ConversationRelay, from the webhook to the goodbye. */
@Tag("alone")
@ExtendWith(Leaks.class)
class RelayConversationIT {
    @Test
    void greetingAnswersInterruptionKeysAndGoodbye() {
        KeptCalls kept = new KeptCalls();
        Map<String, String> agents = RelayBench.agents(", keepTranscript: true");
        try (Bench bench = new Bench(agents, _ -> RelayBench.echo(), kept)) {
            PhoneCallReport report =
                    bench.call(
                            RelayBench.inbound(
                                            "default",
                                            RelayScript.script()
                                                    .say(
                                                            RelayCue.agentDone("today?"),
                                                            "a table for two and a high chair")
                                                    .say(RelayCue.agentSpoke(5), "no for three")
                                                    .press(RelayCue.agentDone("three"), "42#")
                                                    .say(RelayCue.agentDone("42#"), "goodbye")
                                                    .build())
                                    .build());
            assertThat(report.violations()).isEmpty();
            assertThat(report.outcome()).isEqualTo(Outcome.GATEWAY_HUNG_UP);
            RelayReport session = report.relays().getFirst();
            assertThat(session.ending().status()).isEqualTo("ended");
            assertThat(session.ending().handoffData())
                    .isEqualTo("{\"reason\":\"completed_by_agent\"}");
            assertThat(session.interruptions()).hasSize(1);
            assertThat(session.heard())
                    .startsWith(RelayBench.GREETING)
                    .contains("You said: no for three.")
                    .contains("[caller pressed 42#]")
                    .endsWith("Goodbye and thank you for calling.");

            ModelConnection connection = bench.connection("default");
            RelayBench.assertNothingRefused(connection);
            RelayBench.assertRemembersWhatWasHeard(report, connection);
            assertThat(RelayBench.said(connection, "user"))
                    .containsExactly(
                            "a table for two and a high chair",
                            "no for three",
                            "[caller pressed 42#]",
                            "goodbye");

            CallRecord record = kept.of(report.callSid());
            assertThat(record.outcome()).isEqualTo(CallOutcome.COMPLETED_BY_AGENT);
            assertThat(record.leg()).isEqualTo(LegKind.RELAY);
            assertThat(record.turns()).hasSize(3); // keys are no turn: nobody spoke
            assertThat(record.bargeIns()).hasSize(1);
            assertThat(record.usage().outputTextTokens()).isPositive();
            assertThat(record.usage().outputAudioTokens()).isZero();
            assertThat(record.transcript())
                    .contains("caller: no for three", "agent: " + RelayBench.GREETING);
            bench.assertAtRest();
        }
    }

    @Test
    void callerWhoHangsUp_endsTheCallAtOnce() {
        KeptCalls kept = new KeptCalls();
        try (Bench bench = new Bench(RelayBench.agents(""), _ -> RelayBench.echo(), kept)) {
            PhoneCallReport report =
                    bench.call(
                            RelayBench.inbound(
                                            "default",
                                            RelayScript.script()
                                                    .say(RelayCue.agentSpoke(2), "hello")
                                                    .hangUp(RelayCue.agentSpoke(1))
                                                    .build())
                                    .build());
            assertThat(report.outcome()).isEqualTo(Outcome.CALLER_HUNG_UP);
            assertThat(report.violations()).isEmpty();
            assertThat(kept.of(report.callSid()).outcome())
                    .isEqualTo(CallOutcome.COMPLETED_BY_CALLER);
            bench.assertAtRest();
        }
    }

    @Test
    void urlsLeg_winsOverTheProfiles_eitherWay() {
        KeptCalls kept = new KeptCalls();
        Map<String, String> agents = Bench.agents("fast", "");
        try (Bench bench = new Bench(agents, _ -> RelayBench.echo(), kept)) {
            PhoneCallReport words =
                    bench.call(
                            CallScript.inbound("/twilio/voice?leg=relay")
                                    .relay(
                                            RelayScript.script()
                                                    .say(RelayCue.at(0), "goodbye")
                                                    .build())
                                    .build());
            assertThat(words.violations()).isEmpty();
            assertThat(words.relays()).hasSize(1);
            assertThat(kept.of(words.callSid()).leg()).isEqualTo(LegKind.RELAY);
            PhoneCallReport audio =
                    bench.call(
                            CallScript.inbound("/twilio/voice?leg=carrier-pigeon")
                                    .hangUp(When.after(500))
                                    .build());
            assertThat(audio.stream()).isPresent();
            assertThat(kept.of(audio.callSid()).leg()).isEqualTo(LegKind.STREAM);
        }
    }

    /** Each is interrupted again and again; the model must never believe it said more. */
    @Test
    void aHundredConversations_withInterruptions_rememberWhatWasHeard() {
        int calls = 100;
        Map<String, String> environment = RelayBench.agents("");
        environment.put("TRUNKLINE_LIMITS_MAX_CALLS", "200");
        try (Bench bench =
                new Bench(
                        environment, _ -> RelayBench.echo(AnswerScript.echo().withTokens(0, 2)))) {
            List<PhoneCall> placed = new ArrayList<>();
            for (int number = 0; number < calls; number++) {
                placed.add(
                        bench.place(RelayBench.inbound("default", interrupting(number)).build()));
            }
            List<PhoneCallReport> reports = placed.stream().map(Bench::ended).toList();
            List<ModelConnection> connections = bench.model.connections();
            assertThat(connections).hasSize(calls);
            int interruptions = 0;
            for (int number = 0; number < calls; number++) {
                PhoneCallReport report = reports.get(number);
                assertThat(report.violations()).as("call %d", number).isEmpty();
                assertThat(report.outcome()).isEqualTo(Outcome.GATEWAY_HUNG_UP);
                String first = "this is caller number " + number + " with a long story";
                ModelConnection connection =
                        connections.stream()
                                .filter(each -> RelayBench.said(each, "user").contains(first))
                                .findFirst()
                                .orElseThrow();
                RelayBench.assertNothingRefused(connection);
                RelayBench.assertRemembersWhatWasHeard(report, connection);
                interruptions += report.relays().getFirst().interruptions().size();
            }
            assertThat(interruptions).isGreaterThanOrEqualTo(2 * calls);
            // One may come when the gateway has just closed an answer that was spoken whole.
            assertThat(bench.counter("trunkline_barge_ins_total"))
                    .isBetween(2.0 * calls - 5, (double) interruptions);
            assertThat(bench.counter("trunkline_malformed_messages_total")).isZero();
            bench.assertAtRest();
        }
    }

    private static RelayScript interrupting(int number) {
        int words = 1 + number % 5;
        return RelayScript.script()
                .say(
                        RelayCue.agentSpoke(words),
                        "this is caller number " + number + " with a long story")
                .say(RelayCue.agentSpoke(1 + words), "no wait I have to say another thing")
                .say(RelayCue.agentDone("another"), "thank you very much and goodbye")
                .build();
    }
}
