package dev.trunkline.loadtest.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.loadtest.model.ConnectionInfo;
import dev.trunkline.loadtest.model.Faults;
import dev.trunkline.loadtest.model.Faults.CloseMidAnswer;
import dev.trunkline.loadtest.model.Faults.Ending;
import dev.trunkline.loadtest.model.Faults.ErrorEvent;
import dev.trunkline.loadtest.model.HistoryItem;
import dev.trunkline.loadtest.model.ModelBehavior;
import dev.trunkline.loadtest.model.ModelConnection;
import dev.trunkline.loadtest.model.Refusal;
import dev.trunkline.loadtest.phone.CallScript;
import dev.trunkline.loadtest.phone.CallerAudio;
import dev.trunkline.loadtest.phone.PhoneCall;
import dev.trunkline.loadtest.phone.PhoneCallReport;
import dev.trunkline.loadtest.phone.PhoneCallReport.Outcome;
import dev.trunkline.loadtest.phone.When;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Model sockets that break under calls: each call goes on with another session. */
@ExtendWith(Leaks.class)
class TakeoverIT {
    private static final int CALLS = 50;
    private static final int TURNS = 2;

    /** Far more than a call takes: one that comes to it has lost its agent. */
    private static final long LONGEST_MS = 45_000;

    private static final ModelBehavior GOOD = ModelBehavior.defaults();

    /** How the model's side ends a connection: reset, its own trouble, its time limit. */
    private static final int[] CLOSE_CODES = {0, 1011, 1001};

    /** What a session is told of the loss itself: not said by anybody, and not told again. */
    private static final String NOTE = "[the line to you broke";

    /** What of a conversation may have been on its way, or half said, when its socket broke. */
    private static final int MOST_UNDER_WAY = 2;

    /** Behaviours by the agent's name and the number of its connection, from 0. */
    static Function<ConnectionInfo, ModelBehavior> byNumber(
            Map<String, List<ModelBehavior>> behaviors) {
        return byNumber(behaviors, GOOD);
    }

    /** The same, with another behaviour behind the last. */
    static Function<ConnectionInfo, ModelBehavior> byNumber(
            Map<String, List<ModelBehavior>> behaviors, ModelBehavior then) {
        Map<String, AtomicInteger> seen = new ConcurrentHashMap<>();
        return info -> {
            String agent = Objects.requireNonNull(info.model());
            int number = seen.computeIfAbsent(agent, _ -> new AtomicInteger()).getAndIncrement();
            List<ModelBehavior> all = behaviors.getOrDefault(agent, List.of());
            return number < all.size() ? all.get(number) : then;
        };
    }

    static Map<String, String> environment(String lane, String[] agents) {
        return new HashMap<>(
                Bench.agents(lane, ", transcription: {model: gpt-transcribe}", agents));
    }

    private static ModelBehavior with(Faults faults) {
        return GOOD.withFaults(faults);
    }

    /** Breaks in the middle of an answer, or at any moment; one in three breaks again. */
    private static List<ModelBehavior> breaking(int number) {
        Random random = new Random(number);
        int code = CLOSE_CODES[random.nextInt(CLOSE_CODES.length)];
        Faults first =
                number % 2 == 0
                        ? Faults.none()
                                .withCloseMidAnswer(
                                        new CloseMidAnswer(1 + random.nextInt(30), code, "killed"))
                        : Faults.none()
                                .withEnding(
                                        new Ending(500 + random.nextInt(8_000), code, "killed"));
        List<ModelBehavior> behaviors = new ArrayList<>(List.of(with(first)));
        if (number % 3 == 0) {
            Ending again = new Ending(200 + random.nextInt(5_000), code, "killed again");
            behaviors.add(with(Faults.none().withEnding(again)));
        }
        return behaviors;
    }

    private static CallScript script(String agent) {
        CallScript.Builder script = CallScript.inbound("/twilio/voice?agent=" + agent);
        for (int turn = 1; turn <= TURNS; turn++) {
            script.say(When.agentEnded(600), CallerAudio.utterance(turn));
        }
        return script.hangUp(When.agentEnded(600)).maxDurationMs(LONGEST_MS).build();
    }

    @Test
    void callsWhoseModelSocketsAreKilled_goOn_andTheModelRemembers() {
        Map<String, List<ModelBehavior>> behaviors = new LinkedHashMap<>();
        String[] agents =
                IntStream.range(0, CALLS).mapToObj(each -> "a" + each).toArray(String[]::new);
        for (int number = 0; number < CALLS; number++) {
            behaviors.put(agents[number], breaking(number));
        }
        try (Bench bench = new Bench(environment("fast", agents), byNumber(behaviors))) {
            Map<String, PhoneCall> calls = new LinkedHashMap<>();
            for (String agent : agents) {
                calls.put(agent, bench.place(script(agent)));
            }
            calls.forEach((agent, call) -> {
                PhoneCallReport report = Bench.ended(call);
                assertThat(report.outcome()).as(agent).isEqualTo(Outcome.CALLER_HUNG_UP);
                assertThat(report.violations()).as(agent).isEmpty();
                long lastedMs = report.stream().orElseThrow().framesSent() * 20;
                assertThat(lastedMs).as("%s hung up as planned", agent).isLessThan(LONGEST_MS);
            });
            bench.assertAtRest();

            int killed = 0;
            long inAnAnswer = 0;
            for (String agent : agents) {
                List<ModelConnection> sessions = sessions(bench, agent);
                killed += sessions.size() - 1;
                inAnAnswer += sessions.stream().filter(TakeoverIT::goesOnWithAnAnswer).count();
                for (int each = 1; each < sessions.size(); each++) {
                    assertRemembers(agent, sessions.get(each - 1), sessions.get(each));
                    assertThat(sessions.get(each).record().violations()).as(agent).isEmpty();
                }
            }
            assertThat(killed).isGreaterThanOrEqualTo(CALLS);
            assertThat(inAnAnswer).isGreaterThanOrEqualTo(CALLS / 4);
            assertThat(bench.counter("trunkline_takeovers_total", "resumed")).isEqualTo(killed);
            assertThat(bench.counter("trunkline_takeovers_total", "given_up")).isZero();
            assertThat(bench.counter("trunkline_takeover_gap_seconds_count")).isEqualTo(killed);
            GapTable.write(bench);
            for (String reason : List.of("held_overflow", "slow_model")) {
                assertThat(bench.counter("trunkline_dropped_audio_seconds_total", reason))
                        .as(reason)
                        .isZero();
            }
        }
    }

    @Test
    void aSessionThatExpires_isFollowedByAnother_andWhereNoneCanBeHad_thereIsAnApology() {
        Faults limit = Faults.none().withEnding(new Ending(3_000, 1001, "60 minutes"));
        ModelBehavior breaks = brokenAnswer(12);
        ModelBehavior limited = GOOD.withRefusal(Refusal.Http.RATE_LIMITED);
        ModelBehavior fragile = brokenAnswer(2);
        Map<String, List<ModelBehavior>> behaviors =
                Map.of(
                        "expired",
                        List.of(
                                with(
                                        Faults.none()
                                                .withErrorsAfterUpdate(
                                                        ErrorEvent.SESSION_EXPIRED))),
                        "closed",
                        List.of(with(limit)),
                        "refused",
                        List.of(breaks, GOOD.withRefusal(Refusal.Http.UNAUTHORIZED)),
                        "limited",
                        List.of(breaks, limited, limited),
                        "fragile",
                        List.of(fragile, fragile, fragile));
        List<String> goOn = List.of("expired", "closed");
        String[] agents = behaviors.keySet().toArray(String[]::new);
        Map<String, String> environment = environment("plain", agents);
        environment.put("TRUNKLINE_REALTIME_TAKEOVER_ATTEMPTS", "2");
        try (Bench bench = new Bench(environment, byNumber(behaviors))) {
            Map<String, PhoneCall> calls = new LinkedHashMap<>();
            for (String agent : agents) {
                calls.put(agent, bench.place(script(agent)));
            }
            calls.forEach((agent, call) -> {
                PhoneCallReport report = Bench.ended(call);
                if (goOn.contains(agent)) {
                    assertThat(report.outcome()).as(agent).isEqualTo(Outcome.CALLER_HUNG_UP);
                } else {
                    assertThat(report.outcome()).as(agent).isEqualTo(Outcome.GATEWAY_HUNG_UP);
                    assertThat(report.said())
                            .as(agent)
                            .singleElement()
                            .asString()
                            .startsWith("Say We are sorry");
                }
            });
            assertThat(bench.counter("trunkline_calls_ended_total", "model_failed")).isEqualTo(3);
            assertThat(bench.counter("trunkline_takeovers_total", "given_up")).isEqualTo(3);
            bench.assertAtRest();
        }
    }

    private static ModelBehavior brokenAnswer(int deltas) {
        return with(Faults.none().withCloseMidAnswer(new CloseMidAnswer(deltas, 1011, "killed")));
    }

    /** An agent's sessions in order, without those that came when their call was over. */
    static List<ModelConnection> sessions(Bench bench, String agent) {
        List<ModelConnection> sessions = new ArrayList<>();
        for (ModelConnection each : bench.model.connections()) {
            boolean told =
                    each.record().clientEvents().stream()
                            .anyMatch(event -> !event.equals("session.update"));
            if (agent.equals(each.info().model()) && (told || sessions.isEmpty())) {
                sessions.add(each);
            }
        }
        return sessions;
    }

    /** The next session holds what was said in the one before, first and in order. */
    static void assertRemembers(String agent, ModelConnection before, ModelConnection after) {
        List<String> said = said(before);
        List<String> remembered = said(after);
        int same = 0;
        while (same < Math.min(said.size(), remembered.size())
                && said.get(same).equals(remembered.get(same))) {
            same++;
        }
        assertThat(same)
                .as("%s: %s said, then remembered %s", agent, said, remembered)
                .isGreaterThanOrEqualTo(said.size() - MOST_UNDER_WAY);
    }

    private static boolean goesOnWithAnAnswer(ModelConnection session) {
        return session.conversation().stream()
                .anyMatch(item ->
                        item.text() != null && item.text().startsWith(NOTE + " while you spoke"));
    }

    static List<String> said(ModelConnection session) {
        return session.conversation().stream()
                .filter(item -> item.type().equals("message") && item.text() != null)
                .filter(item -> !Objects.requireNonNull(item.text()).startsWith(NOTE))
                .map(TakeoverIT::line)
                .toList();
    }

    private static String line(HistoryItem item) {
        return item.role() + ": " + Objects.requireNonNull(item.text()).strip();
    }
}
