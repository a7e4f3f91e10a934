package dev.trunkline.loadtest.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.loadtest.model.Answers;
import dev.trunkline.loadtest.model.Faults;
import dev.trunkline.loadtest.model.Faults.Ending;
import dev.trunkline.loadtest.model.ModelBehavior;
import dev.trunkline.loadtest.model.ModelConnection;
import dev.trunkline.loadtest.phone.CallScript;
import dev.trunkline.loadtest.phone.CallerAudio;
import dev.trunkline.loadtest.phone.PhoneCall;
import dev.trunkline.loadtest.phone.PhoneCallReport;
import dev.trunkline.loadtest.phone.PhoneCallReport.Outcome;
import dev.trunkline.loadtest.phone.When;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Sessions that a model ends, or in which it stops: calls go on across several of them. */
@ExtendWith(Leaks.class)
class SessionLimitIT {
    private static final int CALLS = 6;
    private static final int TURNS = 2;

    /** Short answers: a call has silent moments. */
    private static final Answers SHORT = Answers.defaults().withMaxItemMs(900);

    private static final ModelBehavior LIMITED =
            ModelBehavior.defaults()
                    .withAnswers(SHORT)
                    .withFaults(Faults.none().withEnding(Ending.limit(6)));

    @Test
    void callsLongerThanTheModelsSessions_goFromOneToTheNext_beforeTheLimit() {
        String[] agents =
                IntStream.range(0, CALLS).mapToObj(each -> "a" + each).toArray(String[]::new);
        Map<String, String> environment = TakeoverIT.environment("fast", agents);
        environment.put("TRUNKLINE_REALTIME_TAKEOVER_BEFORE", "4s");
        try (Bench bench = new Bench(environment, _ -> LIMITED)) {
            Map<String, PhoneCall> calls = new LinkedHashMap<>();
            for (String agent : agents) {
                calls.put(agent, bench.place(script(agent)));
            }
            calls.forEach((agent, call) -> {
                PhoneCallReport report = Bench.ended(call);
                assertThat(report.outcome()).as(agent).isEqualTo(Outcome.CALLER_HUNG_UP);
                assertThat(report.violations()).as(agent).isEmpty();
            });
            bench.assertAtRest();

            int changes = 0;
            for (String agent : agents) {
                List<ModelConnection> sessions = TakeoverIT.sessions(bench, agent);
                assertThat(sessions).as(agent).hasSizeGreaterThanOrEqualTo(3);
                for (int each = 1; each < sessions.size(); each++) {
                    ModelConnection before = sessions.get(each - 1);
                    assertThat(before.record().violations()).as(agent).isEmpty();
                    TakeoverIT.assertRemembers(agent, before, sessions.get(each));
                }
                changes += sessions.size() - 1;
            }
            double planned = bench.counter("trunkline_takeovers_total", "planned");
            assertThat(planned).as("left in time").isGreaterThanOrEqualTo(2.0 * CALLS);
            // A machine that stands still may come too late for one.
            assertThat(planned + bench.counter("trunkline_takeovers_total", "resumed"))
                    .isEqualTo(changes);
            assertThat(bench.counter("trunkline_takeover_gap_seconds_count")).isEqualTo(changes);
        }
    }

    @Test
    void aModelThatStopsInAnAnswer_isGivenUp_andAnotherGoesOn() {
        ModelBehavior stops =
                ModelBehavior.defaults().withFaults(Faults.none().withStallAfterDeltas(4));
        Map<String, String> environment = TakeoverIT.environment("fast", new String[] {"stops"});
        environment.put("TRUNKLINE_REALTIME_STALL_IN_ANSWER", "1s");
        try (Bench bench =
                new Bench(environment, TakeoverIT.byNumber(Map.of("stops", List.of(stops))))) {
            PhoneCallReport report =
                    bench.call(
                            CallScript.inbound("/twilio/voice?agent=stops")
                                    .say(When.agentEnded(2_500), CallerAudio.utterance(1))
                                    .hangUp(When.agentEnded(600))
                                    .maxDurationMs(45_000)
                                    .build());
            assertThat(report.outcome()).isEqualTo(Outcome.CALLER_HUNG_UP);
            assertThat(bench.counter("trunkline_model_stalls_total", "in_answer")).isEqualTo(1);
            assertThat(bench.counter("trunkline_takeovers_total", "resumed")).isEqualTo(1);
            List<ModelConnection> sessions = TakeoverIT.sessions(bench, "stops");
            assertThat(sessions).hasSize(2);
            assertThat(TakeoverIT.said(sessions.getLast())).isNotEmpty();
            bench.assertAtRest();
        }
    }

    private static CallScript script(String agent) {
        CallScript.Builder script = CallScript.inbound("/twilio/voice?agent=" + agent);
        for (int turn = 1; turn <= TURNS; turn++) {
            script.say(When.agentEnded(1_600), CallerAudio.utterance(turn));
        }
        return script.hangUp(When.agentEnded(600)).maxDurationMs(45_000).build();
    }
}
