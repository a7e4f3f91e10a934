package dev.trunkline.loadtest.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.loadtest.model.Faults;
import dev.trunkline.loadtest.model.Faults.CloseMidAnswer;
import dev.trunkline.loadtest.model.Faults.Ending;
import dev.trunkline.loadtest.model.ModelBehavior;
import dev.trunkline.loadtest.model.ModelConnection;
import dev.trunkline.loadtest.phone.PhoneCall;
import dev.trunkline.loadtest.phone.PhoneCallReport;
import dev.trunkline.loadtest.phone.PhoneCallReport.Outcome;
import dev.trunkline.loadtest.relay.RelayCue;
import dev.trunkline.loadtest.relay.RelayScript;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Model sockets that break under calls in words. */
@ExtendWith(Leaks.class)
class RelayTakeoverIT {
    private static ModelBehavior breaking(Faults faults) {
        return RelayBench.echo().withFaults(faults);
    }

    private static ModelBehavior inAnAnswer(int words, int code) {
        return breaking(
                Faults.none().withCloseMidAnswer(new CloseMidAnswer(words, code, "killed")));
    }

    private static ModelBehavior after(long ms, int code) {
        return breaking(Faults.none().withEnding(new Ending(ms, code, "killed")));
    }

    @Test
    void callsInWords_goOnWithAnotherSession_thatKnowsTheConversation() {
        Map<String, List<ModelBehavior>> behaviors =
                Map.of(
                        "first-answer", List.of(inAnAnswer(4, 0)),
                        "second-answer", List.of(inAnAnswer(12, 1011)),
                        "twice", List.of(inAnAnswer(3, 1001), inAnAnswer(3, 1001)),
                        "any-moment", List.of(after(900, 1011)),
                        "while-silent", List.of(after(300, 0)));
        String[] agents = behaviors.keySet().toArray(String[]::new);
        var byNumber = TakeoverIT.byNumber(behaviors, RelayBench.echo());
        try (Bench bench = new Bench(RelayBench.agents("", agents), byNumber)) {
            Map<String, PhoneCall> calls = new LinkedHashMap<>();
            for (String agent : agents) {
                calls.put(agent, bench.place(RelayBench.inbound(agent, script()).build()));
            }
            calls.forEach((agent, call) -> {
                PhoneCallReport report = Bench.ended(call);
                assertThat(report.violations()).as(agent).isEmpty();
                assertThat(report.outcome()).as(agent).isEqualTo(Outcome.GATEWAY_HUNG_UP);
                assertThat(report.relays())
                        .as(agent)
                        .singleElement()
                        .satisfies(relay ->
                                assertThat(relay.heard())
                                        .endsWith("Goodbye and thank you for calling."));
            });
            int killed = 0;
            for (String agent : agents) {
                List<ModelConnection> sessions = TakeoverIT.sessions(bench, agent);
                int broken = behaviors.getOrDefault(agent, List.of()).size();
                assertThat(sessions).as(agent).hasSize(broken + 1);
                killed += sessions.size() - 1;
                for (int each = 1; each < sessions.size(); each++) {
                    RelayBench.assertNothingRefused(sessions.get(each));
                    TakeoverIT.assertRemembers(agent, sessions.get(each - 1), sessions.get(each));
                }
            }
            assertThat(bench.counter("trunkline_takeovers_total", "resumed")).isEqualTo(killed);
            assertThat(bench.counter("trunkline_takeover_gap_seconds_count")).isEqualTo(killed);
            bench.assertAtRest();
        }
    }

    private static RelayScript script() {
        return RelayScript.script()
                .say(RelayCue.agentDone("today?"), "one two three four five six seven")
                .say(RelayCue.agentDone("else?"), "eight nine ten eleven twelve")
                .say(RelayCue.agentDone("else?"), "goodbye")
                .build();
    }
}
