package dev.trunkline.loadtest.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.loadtest.model.AnswerScript;
import dev.trunkline.loadtest.model.ModelConnection;
import dev.trunkline.loadtest.phone.CallScript;
import dev.trunkline.loadtest.phone.PhoneCallReport;
import dev.trunkline.loadtest.phone.PhoneCallReport.Outcome;
import dev.trunkline.loadtest.relay.RelayCue;
import dev.trunkline.loadtest.relay.RelayReport;
import dev.trunkline.loadtest.relay.RelayScript;
import dev.trunkline.loadtest.relay.RelayStep;
import dev.trunkline.observability.metrics.CallOutcome;
import dev.trunkline.observability.record.CallRecord;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions that break under a call, and calls that go on. */
@ExtendWith(Leaks.class)
class RelayRecoveryIT {
    /** More loops than one: the second session's socket lands where it likes. */
    private static Bench bench(KeptCalls kept) {
        Map<String, String> environment = RelayBench.agents("");
        environment.put("EVENT_LOOPS", "3");
        return new Bench(
                environment, _ -> RelayBench.echo(AnswerScript.echo().withTokens(0, 1)), kept);
    }

    @Test
    void brokenNetwork_inTheMiddleOfAnAnswer_theCallGoesOnOverAnotherSession() {
        KeptCalls kept = new KeptCalls();
        try (Bench bench = bench(kept)) {
            PhoneCallReport report =
                    bench.call(
                            RelayBench.inbound(
                                            "default",
                                            RelayScript.script()
                                                    .say(
                                                            RelayCue.agentDone("today?"),
                                                            "one two three four five six seven")
                                                    .breakNetwork(RelayCue.agentSpoke(4))
                                                    .say(RelayCue.agentDone("else?"), "eight")
                                                    .say(RelayCue.agentDone("eight"), "goodbye")
                                                    .build())
                                    .build());
            assertThat(report.violations()).isEmpty();
            assertThat(report.outcome()).isEqualTo(Outcome.GATEWAY_HUNG_UP);
            assertThat(report.relays()).hasSize(2);
            RelayReport broken = report.relays().getFirst();
            assertThat(broken.ending().errorCode()).isEqualTo(39001);
            assertThat(broken.heard())
                    .startsWith(RelayBench.GREETING + " You said: one two")
                    .doesNotContain("seven");
            RelayReport resumed = report.relays().getLast();
            assertThat(resumed.heard())
                    .doesNotContain(RelayBench.GREETING)
                    .contains("eight")
                    .endsWith("Goodbye and thank you for calling.");

            assertThat(bench.model.connections()).hasSize(1);
            ModelConnection connection = bench.connection("default");
            RelayBench.assertNothingRefused(connection);
            RelayBench.assertRemembersWhatWasHeard(report, connection);
            assertThat(bench.counter("trunkline_relay_breaks_total", "resumed")).isEqualTo(1);
            assertThat(bench.counter("trunkline_relay_errors_total", "39001")).isEqualTo(1);
            CallRecord record = kept.of(report.callSid());
            assertThat(record.outcome()).isEqualTo(CallOutcome.COMPLETED_BY_AGENT);
            bench.assertAtRest();
        }
    }

    @Test
    void sessionsThatBreakAgainAndAgain_areReplacedTwice_thenTheCallerHearsTheApology() {
        KeptCalls kept = new KeptCalls();
        try (Bench bench = bench(kept)) {
            PhoneCallReport report =
                    bench.call(
                            RelayBench.inbound(
                                            "default",
                                            RelayScript.script()
                                                    .breakNetwork(RelayCue.agentDone("today?"))
                                                    .breakNetwork(RelayCue.after(2_000))
                                                    .breakNetwork(RelayCue.after(2_000))
                                                    .build())
                                    .build());
            assertThat(report.relays()).hasSize(3);
            assertThat(report.outcome()).isEqualTo(Outcome.GATEWAY_HUNG_UP);
            assertThat(report.said().getFirst()).startsWith("Say ");
            assertThat(kept.of(report.callSid()).outcome()).isEqualTo(CallOutcome.LEG_FAILED);
            assertThat(bench.counter("trunkline_relay_breaks_total", "reopened")).isEqualTo(2);
            assertThat(bench.counter("trunkline_relay_breaks_total", "given_up")).isEqualTo(1);
            bench.assertAtRest();
        }
    }

    /** What another session would not change: settings, our messages, limits, and what is new. */
    @ParameterizedTest
    @ValueSource(ints = {64104, 64106, 64107, 64109, 64999})
    void failureThatAnotherSessionWouldNotCure_endsTheCall(int errorCode) {
        KeptCalls kept = new KeptCalls();
        try (Bench bench = bench(kept)) {
            PhoneCallReport report = bench.call(failing(errorCode));
            assertThat(report.relays()).hasSize(1);
            assertThat(report.outcome()).isEqualTo(Outcome.GATEWAY_HUNG_UP);
            assertThat(kept.of(report.callSid()).outcome())
                    .isEqualTo(
                            errorCode == 64104 ? CallOutcome.MAX_DURATION : CallOutcome.LEG_FAILED);
            String label = errorCode == 64999 ? "other" : Integer.toString(errorCode);
            // Of 64107 the session had one of its own: the error message itself.
            assertThat(bench.counter("trunkline_relay_errors_total", label)).isPositive();
            bench.assertAtRest();
        }
    }

    @Test
    void lostTranscription_isWorthAnotherSession() {
        try (Bench bench = bench(new KeptCalls())) {
            PhoneCallReport report = bench.call(failing(64114));
            assertThat(report.relays()).hasSize(2);
            assertThat(report.outcome()).isEqualTo(Outcome.GATEWAY_HUNG_UP);
            assertThat(report.relays().getLast().heard())
                    .contains("Goodbye and thank you for calling.");
            bench.assertAtRest();
        }
    }

    private static CallScript failing(int errorCode) {
        return RelayBench.inbound(
                        "default",
                        RelayScript.script()
                                .step(
                                        RelayCue.agentDone("today?"),
                                        new RelayStep.Fail(errorCode, "It is over."))
                                .say(RelayCue.after(2_000), "goodbye")
                                .build())
                .build();
    }
}
