package dev.trunkline.loadtest.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.loadtest.model.Answers;
import dev.trunkline.loadtest.model.ConnectionRecord;
import dev.trunkline.loadtest.model.DelayDistribution;
import dev.trunkline.loadtest.model.Dialect;
import dev.trunkline.loadtest.model.Faults;
import dev.trunkline.loadtest.model.Faults.CloseMidAnswer;
import dev.trunkline.loadtest.model.Faults.DeltaShape;
import dev.trunkline.loadtest.model.Faults.ErrorEvent;
import dev.trunkline.loadtest.model.Faults.Noise;
import dev.trunkline.loadtest.model.Faults.UpdateAnswer;
import dev.trunkline.loadtest.model.ModelBehavior;
import dev.trunkline.loadtest.model.ModelConnection;
import dev.trunkline.loadtest.model.Refusal;
import dev.trunkline.loadtest.phone.CallProgress;
import dev.trunkline.loadtest.phone.CallScript;
import dev.trunkline.loadtest.phone.CallerAudio;
import dev.trunkline.loadtest.phone.NetworkPath;
import dev.trunkline.loadtest.phone.PhoneCall;
import dev.trunkline.loadtest.phone.PhoneCallReport;
import dev.trunkline.loadtest.phone.PhoneCallReport.Outcome;
import dev.trunkline.loadtest.phone.When;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A model that refuses, breaks off, talks nonsense or is slow. Each fault has a call of its own;
 * the calls run side by side, and a healthy one among them.
 */
@ExtendWith(Leaks.class)
class HostileModelIT {
    private static final ModelBehavior GOOD = ModelBehavior.defaults();
    private static final Faults NONE = Faults.none();

    /** Every behaviour answers for the agent of its name, all others well. */
    private static Bench bench(
            String lane, Map<String, ModelBehavior> behaviors, Map<String, String> further) {
        String[] agents = behaviors.keySet().toArray(String[]::new);
        Map<String, String> environment =
                new HashMap<>(Bench.agents(lane, ", silenceTimeout: 5s", agents));
        environment.putAll(further);
        return new Bench(
                environment,
                info -> behaviors.getOrDefault(Objects.requireNonNull(info.model()), GOOD));
    }

    private static ModelBehavior faulty(Faults faults) {
        return GOOD.withFaults(faults);
    }

    private static Map<String, PhoneCall> place(Bench bench, Map<String, ModelBehavior> behaviors) {
        Map<String, PhoneCall> calls = new LinkedHashMap<>();
        behaviors
                .keySet()
                .forEach(agent -> calls.put(agent, bench.place(Bench.shortCall(agent).build())));
        return calls;
    }

    private static void assertApology(String agent, PhoneCallReport report) {
        assertThat(report.outcome()).as(agent).isEqualTo(Outcome.GATEWAY_HUNG_UP);
        assertThat(report.said())
                .as(agent)
                .singleElement()
                .asString()
                .startsWith("Say We are sorry");
    }

    @Test
    void aModelThatCannotBeHad_isApologisedFor() {
        Map<String, ModelBehavior> behaviors =
                Map.of(
                        "unauthorized", GOOD.withRefusal(Refusal.Http.UNAUTHORIZED),
                        "unknown", GOOD.withRefusal(Refusal.Http.UNKNOWN_MODEL),
                        "limited", GOOD.withRefusal(Refusal.Http.RATE_LIMITED),
                        "badkey", GOOD.withRefusal(Refusal.ErrorThenClose.INVALID_KEY),
                        "noquota", GOOD.withRefusal(Refusal.ErrorThenClose.NO_QUOTA),
                        "mute", faulty(NONE.withUpdateAnswer(UpdateAnswer.NEVER)),
                        "refusing", faulty(NONE.withUpdateAnswer(UpdateAnswer.REFUSE)),
                        "tooslow", faulty(NONE.withUpdatedDelayMs(60_000)));
        try (Bench bench =
                bench("fast", behaviors, Map.of("TRUNKLINE_REALTIME_READY_TIMEOUT", "2s"))) {
            PhoneCall healthy = bench.place(Bench.shortCall("default").build());
            place(bench, behaviors)
                    .forEach((agent, call) -> assertApology(agent, Bench.ended(call)));

            bench.assertUnharmed(Bench.ended(healthy), "default");
            // Wrong key, model or settings; the others may pass by themselves.
            assertThat(bench.counter("trunkline_calls_ended_total", "model_refused")).isEqualTo(5);
            assertThat(bench.counter("trunkline_calls_ended_total", "model_failed")).isEqualTo(3);
            bench.assertAtRest();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"fast", "plain"})
    void aSessionThatIsLost_isApologisedFor_whereNoOtherIsTried(String lane) {
        Map<String, ModelBehavior> behaviors =
                Map.of(
                        "closes", faulty(NONE.withCloseMidAnswer(new CloseMidAnswer(3, 1011, "x"))),
                        "leaves", faulty(NONE.withCloseMidAnswer(new CloseMidAnswer(3, 1000, ""))),
                        "resets", faulty(NONE.withCloseMidAnswer(new CloseMidAnswer(3, 0, ""))),
                        "expires", faulty(NONE.withErrorsAfterUpdate(ErrorEvent.SESSION_EXPIRED)),
                        "errs",
                                faulty(
                                        NONE.withErrorsAfterUpdate(
                                                ErrorEvent.SERVER_ERROR,
                                                ErrorEvent.SERVER_ERROR,
                                                ErrorEvent.SERVER_ERROR)),
                        "deaf", faulty(NONE.withPings(0, false)));
        Map<String, String> pings =
                Map.of(
                        "TRUNKLINE_REALTIME_PING_INTERVAL", "1s",
                        "TRUNKLINE_REALTIME_MAX_MISSED_PONGS", "1",
                        "TRUNKLINE_REALTIME_TAKEOVER_ATTEMPTS", "0");
        try (Bench bench = bench(lane, behaviors, pings)) {
            PhoneCall healthy = bench.place(Bench.shortCall("default").build());
            place(bench, behaviors)
                    .forEach((agent, call) -> assertApology(agent, Bench.ended(call)));

            bench.assertUnharmed(Bench.ended(healthy), "default");
            assertThat(bench.counter("trunkline_calls_ended_total", "model_failed"))
                    .isEqualTo(behaviors.size());
            bench.assertAtRest();
        }
    }

    /** It was ready at the webhook, and is gone when the phone comes. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1011})
    void aPrewarmedSessionThatIsLost_isApologisedFor_whereNoOtherIsTried(int closeCode) {
        Map<String, String> noTakeover = Map.of("TRUNKLINE_REALTIME_TAKEOVER_ATTEMPTS", "0");
        try (Bench bench = bench("fast", Map.of(), noTakeover)) {
            PhoneCall call =
                    bench.place(
                            CallScript.inbound("/twilio/voice")
                                    .network(new NetworkPath(1_500, 0, 1), NetworkPath.NONE)
                                    .maxDurationMs(20_000)
                                    .build());
            ModelConnection connection = bench.connection("default");
            Bench.await(
                    "session.updated sent",
                    () -> connection.record().sentEvents().contains("session.updated"));
            connection.close(closeCode, "gone");

            assertApology("default", Bench.ended(call));
            bench.assertAtRest();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"fast", "plain"})
    void nonsense_isSurvived_andNothingOfTheAnswersIsLost(String lane) {
        Map<String, ModelBehavior> behaviors = new LinkedHashMap<>();
        for (Noise noise : Noise.values()) {
            behaviors.put(
                    noise.name().toLowerCase(java.util.Locale.ROOT), faulty(NONE.withNoise(noise)));
        }
        behaviors.put("unusual", faulty(NONE.withDeltaShape(DeltaShape.UNUSUAL)));
        behaviors.put("fragmented", faulty(NONE.withDeltaShape(DeltaShape.FRAGMENTED)));
        behaviors.put(
                "benign",
                faulty(
                        NONE.withErrorsAfterUpdate(
                                ErrorEvent.BENIGN, ErrorEvent.BENIGN, ErrorEvent.BENIGN)));
        behaviors.put("once", faulty(NONE.withErrorsAfterUpdate(ErrorEvent.SERVER_ERROR)));
        behaviors.put("pinging", faulty(NONE.withPings(100, true)));
        try (Bench bench = bench(lane, behaviors, Map.of())) {
            // Ten megabytes in the middle of an answer are a pause on a busy machine.
            Map<String, PhoneCall> calls = new LinkedHashMap<>();
            for (String agent : behaviors.keySet()) {
                calls.put(agent, bench.place(Bench.shortCall(agent, 2_000).build()));
            }
            calls.forEach((agent, call) -> bench.assertUnharmed(Bench.ended(call), agent));

            // Twice each, once in each answer.
            assertThat(bench.counter("trunkline_malformed_messages_total", "model"))
                    .as("malformed JSON and binary frames")
                    .isEqualTo(4);
            assertThat(bench.connection("pinging").record().pongs()).isPositive();
            if (lane.equals("fast")) {
                assertThat(bench.counter("trunkline_lane_fallbacks_total", "model")).isPositive();
            }
            bench.assertAtRest();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"fast", "plain"})
    void whatTheCallerSaysBeforeTheModelIsReady_isNotLost(String lane) {
        Map<String, ModelBehavior> behaviors =
                Map.of(
                        "created", faulty(NONE.withCreatedDelayMs(400).withUpdatedDelayMs(300)),
                        "updated", faulty(NONE.withUpdatedDelayMs(1_500)));
        for (String prewarm : new String[] {"true", "false"}) {
            try (Bench bench =
                    bench(lane, behaviors, Map.of("TRUNKLINE_REALTIME_PREWARM", prewarm))) {
                Map<String, PhoneCall> calls = new LinkedHashMap<>();
                behaviors
                        .keySet()
                        .forEach(agent ->
                                calls.put(
                                        agent,
                                        bench.place(
                                                CallScript.inbound("/twilio/voice?agent=" + agent)
                                                        .say(When.at(0), CallerAudio.utterance(2))
                                                        .hangUp(When.agentEnded(300))
                                                        .build())));
                calls.forEach((agent, call) -> {
                    PhoneCallReport report = Bench.ended(call);
                    assertThat(report.violations()).isEmpty();
                    ConnectionRecord record = bench.connection(agent).record();
                    Bench.assertArrived(
                            report.stream().orElseThrow().sent().muLaw(), record.audio(), agent);
                    assertThat(record.appendsBeforeUpdated()).as(agent).isZero();
                });
                assertThat(bench.counter("trunkline_dropped_audio_seconds_total", "held_overflow"))
                        .isZero();
                bench.assertAtRest();
            }
        }
    }

    @Test
    void anAnswerThatStalls_endsByTheSilenceTimeout_whereThatComesFirst() {
        PhoneCallReport report =
                callOfAModelThatStalls(
                        Map.of("TRUNKLINE_REALTIME_STALL_IN_ANSWER", "1m"), "silence", 0);

        assertThat(report.outcome()).isEqualTo(Outcome.GATEWAY_HUNG_UP);
    }

    /** Each session that takes over stalls as the first did. */
    @Test
    void answersThatStallAgainAndAgain_areApologisedFor_onceTheTriesAreUsedUp() {
        PhoneCallReport report =
                callOfAModelThatStalls(
                        Map.of(
                                "TRUNKLINE_REALTIME_STALL_IN_ANSWER", "1s",
                                "TRUNKLINE_REALTIME_TAKEOVER_ATTEMPTS", "2"),
                        "model_failed",
                        3);

        assertApology("stalls", report);
    }

    private static PhoneCallReport callOfAModelThatStalls(
            Map<String, String> watch, String outcome, int stalls) {
        Map<String, ModelBehavior> behaviors =
                Map.of("stalls", faulty(NONE.withStallAfterDeltas(2)));
        try (Bench bench = bench("fast", behaviors, watch)) {
            PhoneCallReport report =
                    bench.call(
                            CallScript.inbound("/twilio/voice?agent=stalls")
                                    .maxDurationMs(20_000)
                                    .build());
            assertThat(bench.counter("trunkline_calls_ended_total", outcome)).isEqualTo(1);
            assertThat(bench.counter("trunkline_model_stalls_total", "in_answer"))
                    .isEqualTo(stalls);
            bench.assertAtRest();
            return report;
        }
    }

    /** The sockets' buffers take some of it, the gateway holds the rest: all of it arrives. */
    @ParameterizedTest
    @ValueSource(strings = {"fast", "plain"})
    void aModelThatReadsSlowly_losesNothing(String lane) {
        Map<String, ModelBehavior> behaviors = Map.of("slow", GOOD);
        try (Bench bench = bench(lane, behaviors, Map.of())) {
            PhoneCall call = bench.place(Bench.shortCall("slow").build());
            ModelConnection connection = bench.connection("slow");
            Bench.reached(call, CallProgress::agentAudible);
            long framesSent = Bench.reached(call, _ -> true).framesSent();
            connection.reading(false);
            Bench.reached(call, progress -> progress.framesSent() > framesSent + 100);
            connection.reading(true);

            bench.assertUnharmed(Bench.ended(call), "slow");
            bench.assertAtRest();
        }
    }

    /** A server of the protocol's beta: its names are understood, and sent. */
    @ParameterizedTest
    @ValueSource(strings = {"fast", "plain"})
    void theBetaDialect_isSpoken(String lane) {
        Map<String, ModelBehavior> behaviors =
                Map.of(
                        "beta",
                        GOOD.withDialect(Dialect.BETA)
                                .withAnswers(
                                        Answers.defaults()
                                                .withDelay(new DelayDistribution.Constant(50))));
        try (Bench bench = bench(lane, behaviors, Map.of("TRUNKLINE_REALTIME_DIALECT", "beta"))) {
            bench.assertUnharmed(bench.call(Bench.shortCall("beta").build()), "beta");
            bench.assertAtRest();
        }
    }
}
