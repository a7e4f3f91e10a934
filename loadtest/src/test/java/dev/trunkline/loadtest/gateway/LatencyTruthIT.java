package dev.trunkline.loadtest.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.trunkline.loadtest.audio.Tone;
import dev.trunkline.loadtest.gateway.TruthScript.Manner;
import dev.trunkline.loadtest.gateway.TruthTable.Row;
import dev.trunkline.loadtest.phone.CallScript;
import dev.trunkline.loadtest.phone.CallerAudio;
import dev.trunkline.loadtest.phone.CallerStep;
import dev.trunkline.loadtest.phone.NetworkPath;
import dev.trunkline.loadtest.phone.PhoneCall;
import dev.trunkline.loadtest.phone.PhoneCallReport;
import dev.trunkline.loadtest.phone.When;
import dev.trunkline.observability.latency.BargeInTimes;
import dev.trunkline.observability.latency.LatencyHistogram;
import dev.trunkline.observability.latency.LatencyMetric;
import dev.trunkline.observability.latency.LatencyMetric.Scope;
import dev.trunkline.observability.latency.TurnTimes;
import dev.trunkline.observability.record.CallRecord;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Every latency that a call reports against what its neighbours know: the simulated phone and the
 * simulated model keep scripted delays and write down, by the same clock, when each message really
 * passed. A machine under load delays all three alike, so it is the observed figure that the
 * reported one has to match, within one frame.
 */
@Tag("alone")
@ExtendWith(Leaks.class)
class LatencyTruthIT {
    private static final double FRAME_MS = 20;

    /** Where a figure can be no more than what both neighbours saw, plus their own reading. */
    private static final double RELAY_SLACK_MS = 1;

    private static final double JITTER_LIMIT_MS = 4;

    /** Name, format, manner; up, down, playout, alternating; link, end of speech, think, lead. */
    private static final List<TruthScript> SCRIPTS =
            List.of(
                    new TruthScript("near", "pcmu", Manner.CALM, 0, 0, 0, 0, 0, 620, 250, 0),
                    new TruthScript("far", "pcmu", Manner.CALM, 70, 110, 150, 0, 45, 800, 400, 240),
                    new TruthScript(
                            "linear", "pcm24k", Manner.CALM, 30, 20, 60, 0, 10, 700, 300, 130),
                    new TruthScript("jittery", "pcmu", Manner.CALM, 20, 0, 0, 12, 0, 640, 200, 80),
                    new TruthScript(
                            "speech", "pcmu", Manner.SPEECH, 40, 50, 80, 0, 20, 720, 350, 300),
                    new TruthScript(
                            "tool", "pcmu", Manner.TOOL_FIRST, 25, 35, 40, 0, 15, 660, 280, 160),
                    new TruthScript(
                            "cut", "pcmu", Manner.INTERRUPTED, 30, 50, 60, 0, 20, 640, 200, 100),
                    new TruthScript(
                            "cut-far", "pcm24k", Manner.INTERRUPTED, 80, 60, 0, 0, 50, 640, 200, 0),
                    new TruthScript(
                            "restless", "pcmu", Manner.RESTLESS, 30, 40, 60, 0, 10, 620, 300, 300),
                    // Interrupted while what was handed over does not play yet.
                    new TruthScript(
                            "hasty", "pcmu", Manner.RESTLESS, 30, 80, 400, 0, 10, 620, 300, 100));

    /** What happens once a call takes many calls. */
    private static final List<TruthScript> BRIEF =
            List.of(
                    new TruthScript("brief", "pcmu", Manner.BRIEF, 0, 0, 0, 0, 0, 620, 200, 0),
                    new TruthScript(
                            "brief-far", "pcm24k", Manner.BRIEF, 120, 80, 0, 0, 60, 620, 150, 0));

    private static final int BRIEF_CALLS = 8;

    /** Of outbound calls, of calls that lose their session, or of no call: measured elsewhere. */
    private static final EnumSet<LatencyMetric> NOT_HERE =
            EnumSet.of(
                    LatencyMetric.POST_DIAL_DELAY,
                    LatencyMetric.ANSWER_DELAY,
                    LatencyMetric.TAKEOVER_GAP,
                    LatencyMetric.LOOP_LAG);

    private final TruthTable table = new TruthTable();
    private final Vertx vertx = Vertx.vertx();
    private final SlowService service = new SlowService(vertx, TruthScript.TOOL_MS);

    @AfterEach
    void close() {
        Bench.get(Future.fromCompletionStage(vertx.close().toCompletionStage()));
    }

    @Test
    void everyLatency_isWhatWasInjected() {
        Map<String, TruthScript> byName =
                Stream.concat(SCRIPTS.stream(), BRIEF.stream())
                        .collect(Collectors.toMap(TruthScript::name, Function.identity()));
        KeptCalls records = new KeptCalls();
        try (Bench bench =
                new Bench(
                        environment(byName.values()),
                        info -> known(byName, info.model()).behavior(),
                        records)) {
            warmUp(bench);
            for (TruthScript script : BRIEF) {
                List<Measured> calls = new ArrayList<>();
                for (int i = 0; i < BRIEF_CALLS; i++) {
                    calls.add(measured(bench, records, connected(bench, script)));
                }
                once(script, calls);
            }
            Map<String, PhoneCall> calls = new HashMap<>();
            SCRIPTS.forEach(script -> calls.put(script.name(), connected(bench, script)));
            for (TruthScript script : SCRIPTS) {
                Measured call = measured(bench, records, known(calls, script.name()));
                compare(script, call.truth, call.record);
            }
            assertThat(bench.counter("trunkline_discarded_latencies_total")).isZero();
        }
        table.write(Path.of("target", "latency-truth.md"));
        System.out.println(table.markdown());
        assertThat(table.metrics()).containsAll(EnumSet.complementOf(NOT_HERE));
        table.assertHolds();
    }

    private static <T> T known(Map<String, T> byName, @Nullable String name) {
        return Objects.requireNonNull(byName.get(name), () -> "nothing by the name of " + name);
    }

    /** A call that is over, by both accounts. */
    private record Measured(CallTruth truth, CallRecord record) {}

    private static Measured measured(Bench bench, KeptCalls records, PhoneCall call) {
        PhoneCallReport phone = Bench.ended(call);
        assertThat(phone.violations()).isEmpty();
        CallRecord record = records.of(phone.callSid());
        return new Measured(new CallTruth(phone, bench.newestConnection(record.agent())), record);
    }

    /** Until the classes are loaded and compiled everything is late, the simulators too. */
    private static void warmUp(Bench bench) {
        for (int round = 0; round < 3; round++) {
            Stream.of("brief", "brief-far", "brief", "brief-far")
                    .map(name -> bench.place(byName(name).script()))
                    .toList()
                    .forEach(Bench::ended);
        }
    }

    /** Places a call and waits until the agent is heard: calls that begin at once delay another. */
    private static PhoneCall connected(Bench bench, TruthScript script) {
        PhoneCall call = bench.place(script.script());
        Bench.reached(call, progress -> progress.mediaReceived() > 0);
        return call;
    }

    private static TruthScript byName(String name) {
        return BRIEF.stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
    }

    private Map<String, String> environment(Collection<TruthScript> scripts) {
        String tools =
                """
                , tools: {look_up: {description: Look it up., url: 'http://127.0.0.1:%d/it',
                   parameters: {type: object, properties: {what: {type: string}}},
                   allowPrivateNetwork: true}}\
                """
                        .formatted(service.port());
        String agents =
                scripts.stream()
                        .map(script ->
                                "%s: {instructions: Be brief., model: %s, audioFormat: %s%s}"
                                        .formatted(
                                                script.name(),
                                                script.name(),
                                                script.audioFormat(),
                                                script.manner() == Manner.TOOL_FIRST ? tools : ""))
                        .collect(Collectors.joining(", ", "{", "}"));
        return Map.of(
                "TRUNKLINE_AGENTS",
                agents,
                "TRUNKLINE_DEFAULT_AGENT",
                "near",
                "TRUNKLINE_REALTIME_PING_INTERVAL",
                "1s");
    }

    private void once(TruthScript script, List<Measured> calls) {
        once(script, LatencyMetric.LEG_RTT, calls, truth -> truth.idleMarksMs().getFirst());
        once(script, LatencyMetric.CALL_SETUP, calls, CallTruth::callSetupMs);
        once(script, LatencyMetric.SESSION_READY, calls, CallTruth::sessionReadyMs);
        once(script, LatencyMetric.FIRST_AUDIO, calls, CallTruth::firstAudioMs);
    }

    private void once(
            TruthScript script,
            LatencyMetric metric,
            List<Measured> calls,
            ToDoubleFunction<CallTruth> truth) {
        List<Double> trues = new ArrayList<>();
        List<Double> figures = new ArrayList<>();
        for (Measured call : calls) {
            LatencyHistogram histogram = call.record.latencies().get(metric);
            assertThat(histogram).as("%s of %s", metric, script.name()).isNotNull();
            assertThat(histogram.count()).as("%s of %s", metric, script.name()).isEqualTo(1);
            trues.add(truth.applyAsDouble(call.truth));
            figures.add(histogram.maxUs() / 1e3);
        }
        paired(script, metric, "", trues, figures, FRAME_MS);
    }

    private void paired(
            TruthScript script,
            LatencyMetric metric,
            String by,
            List<Double> trues,
            List<Double> figures,
            double limitMs) {
        List<Double> errors = new ArrayList<>();
        for (int i = 0; i < trues.size(); i++) {
            errors.add(figures.get(i) - trues.get(i));
        }
        table.add(
                new Row(
                        script.name() + by,
                        metric,
                        trues.size(),
                        script.scriptedMs(metric),
                        TruthTable.median(trues),
                        TruthTable.median(figures),
                        metric.scope() == Scope.CALL || metric == LatencyMetric.LEG_RTT
                                ? TruthTable.leastDisturbed(errors)
                                : TruthTable.median(errors),
                        limitMs));
    }

    private void compare(TruthScript script, CallTruth truth, CallRecord record) {
        sumsOf(record);
        turns(script, truth, record);
        if (script.manner() == Manner.INTERRUPTED || script.manner() == Manner.RESTLESS) {
            bargeIns(script, truth, record);
        }
        if (script.manner() == Manner.TOOL_FIRST) {
            compare(
                    script,
                    record,
                    LatencyMetric.TOOL_CALL,
                    truth.toolCallsMs(service.answeredNanos()),
                    FRAME_MS);
        }
        compare(script, record, LatencyMetric.MODEL_RTT, truth.pingsMs(), FRAME_MS);
        compare(script, record, LatencyMetric.UPLINK_JITTER, truth.jittersMs(), JITTER_LIMIT_MS);
        if (script.linkMs() == 0) {
            relay(script, record, LatencyMetric.RELAY_UPLINK, truth.uplinkMs());
            relay(
                    script,
                    record,
                    LatencyMetric.RELAY_DOWNLINK,
                    known(truth.turns(), LatencyMetric.TURN_DELIVERY));
        }
    }

    private static List<Double> known(List<TurnTruth> turns, LatencyMetric metric) {
        return turns.stream().map(turn -> turn.ms(metric)).filter(Objects::nonNull).toList();
    }

    /** The parts of each turn sum to the whole, whatever became of it. */
    static void sumsOf(CallRecord record) {
        for (TurnTimes turn : record.turns()) {
            Long heard = turn.heardUs();
            Long response = turn.responseUs();
            if (heard != null) {
                assertThat(
                                Stream.of(
                                                turn.endpointingUs(),
                                                turn.modelUs(),
                                                turn.deliveryUs(),
                                                turn.playoutUs(),
                                                turn.leadSilenceUs())
                                        .mapToLong(Objects::requireNonNull)
                                        .sum())
                        .as("%s: parts of %s", record.agent(), turn)
                        .isCloseTo(heard, within(1_000L));
            }
            if (response != null) {
                assertThat(
                                Stream.of(turn.endpointingUs(), turn.modelUs(), turn.deliveryUs())
                                        .mapToLong(Objects::requireNonNull)
                                        .sum())
                        .as("%s: parts of the response in %s", record.agent(), turn)
                        .isCloseTo(response, within(1_000L));
            }
        }
    }

    /** The same figure from both ends at the phone: two timers more, so a frame more. */
    private void waited(TruthScript script, List<TurnTruth> turns, List<TurnTimes> reported) {
        List<Double> trues = new ArrayList<>();
        List<Double> figures = new ArrayList<>();
        for (int i = 0; i < turns.size(); i++) {
            Double waited = turns.get(i).waitedMs();
            Long us = reported.get(i).heardUs();
            if (waited != null && us != null) {
                trues.add(waited);
                figures.add(us / 1e3);
            }
        }
        paired(script, LatencyMetric.TURN_HEARD, " (by the phone)", trues, figures, 2 * FRAME_MS);
    }

    private void turns(TruthScript script, CallTruth truth, CallRecord record) {
        List<TurnTruth> turns =
                truth.turns().stream().filter(turn -> turn.deltaNanos() != null).toList();
        List<TurnTimes> reported = record.turns();
        assertThat(reported).as("turns of %s, truly %s", script.name(), turns).hasSameSizeAs(turns);
        waited(script, turns, reported);
        for (LatencyMetric metric : LatencyMetric.values()) {
            if (metric.scope() != Scope.TURN) {
                continue;
            }
            List<Double> trues = new ArrayList<>();
            List<Double> figures = new ArrayList<>();
            for (int i = 0; i < turns.size(); i++) {
                Double observed = turns.get(i).ms(metric);
                Long us = reported.get(i).us(metric);
                assertThat(us != null)
                        .as("%s of %s, truly %s", metric, reported.get(i), turns.get(i))
                        .isEqualTo(observed != null);
                if (observed != null && us != null) {
                    trues.add(observed);
                    figures.add(us / 1e3);
                }
            }
            if (!trues.isEmpty()) {
                paired(script, metric, "", trues, figures, FRAME_MS);
                LatencyHistogram histogram = record.latencies().get(metric);
                assertThat(histogram).as("%s of %s", metric, script.name()).isNotNull();
                assertThat(histogram.count())
                        .as("%s of %s", metric, script.name())
                        .isEqualTo(figures(reported, metric).count());
                double mostMs = figures(reported, metric).max().orElseThrow();
                assertThat(histogram.maxUs() / 1e3)
                        .as("%s of %s", metric, script.name())
                        .isCloseTo(mostMs, within(mostMs / 1_000 + 0.002)); // three digits
            }
        }
    }

    private static DoubleStream figures(List<TurnTimes> turns, LatencyMetric metric) {
        return turns.stream()
                .map(turn -> turn.us(metric))
                .filter(Objects::nonNull)
                .mapToDouble(us -> us / 1e3);
    }

    private void bargeIns(TruthScript script, CallTruth truth, CallRecord record) {
        List<BargeInTimes> reported =
                record.bargeIns().stream().filter(each -> each.reactionUs() != null).toList();
        bargeIns(
                script,
                LatencyMetric.BARGE_IN_REACTION,
                truth.bargeInReactionsMs(),
                reported.stream().map(BargeInTimes::reactionUs).toList());
        bargeIns(
                script,
                LatencyMetric.BARGE_IN_SILENCE,
                truth.bargeInSilencesMs(),
                reported.stream().map(BargeInTimes::silenceUs).toList());
        bargeIns(
                script,
                LatencyMetric.BARGE_IN_LEAKED,
                truth.bargeInLeaksMs(),
                reported.stream().map(BargeInTimes::leakedUs).toList());
    }

    private void bargeIns(
            TruthScript script, LatencyMetric metric, List<Double> trues, List<Long> reportedUs) {
        assertThat(reportedUs)
                .as("%s of %s, truly %s", metric, script.name(), trues)
                .doesNotContainNull()
                .hasSameSizeAs(trues);
        paired(
                script,
                metric,
                "",
                trues,
                reportedUs.stream().map(us -> us / 1e3).toList(),
                FRAME_MS);
    }

    private void compare(
            TruthScript script,
            CallRecord record,
            LatencyMetric metric,
            List<Double> trues,
            double limitMs) {
        LatencyHistogram histogram = record.latencies().get(metric);
        assertThat(histogram).as("%s of %s", metric, script.name()).isNotNull();
        double observed = TruthTable.lowerMedian(trues);
        double reported = histogram.quantileUs(0.5) / 1e3;
        table.add(
                new Row(
                        script.name(),
                        metric,
                        (int) histogram.count(),
                        script.scriptedMs(metric),
                        observed,
                        reported,
                        reported - observed,
                        limitMs));
    }

    /** What passed from socket to socket took no longer inside than outside. */
    private void relay(
            TruthScript script, CallRecord record, LatencyMetric metric, List<Double> trues) {
        compare(script, record, metric, trues, FRAME_MS);
        LatencyHistogram histogram = Objects.requireNonNull(record.latencies().get(metric));
        assertThat(histogram.quantileUs(0) / 1e3)
                .as("%s of %s", metric, script.name())
                .isLessThanOrEqualTo(
                        trues.stream().mapToDouble(ms -> ms).max().orElseThrow() + RELAY_SLACK_MS);
    }

    /** Lost frames and a network that shakes: strange figures, but never absurd ones. */
    @Test
    void aBadNetwork_makesNoAbsurdFigures() {
        KeptCalls records = new KeptCalls();
        TruthScript calm =
                new TruthScript("default", "pcmu", Manner.CALM, 0, 0, 0, 0, 5, 620, 150, 120);
        try (Bench bench =
                new Bench(
                        Map.of("TRUNKLINE_REALTIME_PING_INTERVAL", "1s"),
                        _ -> calm.behavior(),
                        records)) {
            List<PhoneCall> calls = new ArrayList<>();
            for (int seed = 1; seed <= 4; seed++) {
                calls.add(bench.place(shaken(seed)));
            }
            for (PhoneCall call : calls) {
                PhoneCallReport phone = Bench.ended(call);
                CallRecord record = records.of(phone.callSid());
                assertThat(record.turns()).isNotEmpty();
                assertThat(record.bargeIns()).isNotEmpty();
                sumsOf(record);
                record.latencies()
                        .forEach((metric, histogram) ->
                                assertThat(histogram.maxUs() / 1_000)
                                        .as(metric.metricName())
                                        .isBetween(0L, record.durationMs()));
            }
            assertThat(bench.counter("trunkline_discarded_latencies_total")).isZero();
        }
    }

    /** The uplink shakes by up to three frames and loses 60 ms now and then. */
    private static CallScript shaken(int seed) {
        CallScript.Builder script =
                CallScript.inbound("/twilio/voice")
                        .network(
                                new NetworkPath(40, 60, seed), new NetworkPath(30, 90, seed + 100));
        CallerAudio half = CallerAudio.of(Tone.muLaw(300));
        for (int i = 0; i < 2; i++) {
            script.say(When.agentEnded(100), half)
                    .step(When.after(0), new CallerStep.Gap(60))
                    .say(When.after(0), half)
                    .say(When.interrupting(150), CallerAudio.utterance(1))
                    .step(When.after(100), new CallerStep.Gap(300));
        }
        return script.hangUp(When.agentEnded(200)).maxDurationMs(60_000).build();
    }
}
