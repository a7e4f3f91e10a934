package dev.trunkline.loadtest.chaos;

import dev.trunkline.loadtest.network.NetworkNamespace;
import dev.trunkline.loadtest.pbx.PbxCallReport;
import dev.trunkline.loadtest.pbx.PbxCallScript;
import dev.trunkline.loadtest.phone.CallProgress;
import dev.trunkline.loadtest.phone.CallScript;
import dev.trunkline.loadtest.phone.CallScript.Hearing;
import dev.trunkline.loadtest.phone.CarrierSide;
import dev.trunkline.loadtest.phone.PhoneCall;
import dev.trunkline.loadtest.phone.PhoneCallReport;
import dev.trunkline.loadtest.phone.RtpPath;
import dev.trunkline.loadtest.phone.SimulatedTwilio;
import dev.trunkline.loadtest.phone.When;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Runs scenarios, one after another, each on a bench of its own. */
final class ChaosRun {
    private static final int STRUCK_CALLS = 2;

    /**
     * More than the two minutes of silence after which a call is ended whose phone says nothing.
     */
    private static final Duration SETTLES = Duration.ofSeconds(150);

    private static final Duration BEGINS = Duration.ofSeconds(30);
    private static final long CALL_LIMIT_SECONDS = 180;

    private final long seed;
    private final @Nullable URI database;
    private final Alerts alerts;

    ChaosRun(long seed, @Nullable URI database, Alerts alerts) {
        this.seed = seed;
        this.database = database;
        this.alerts = alerts;
    }

    /**
     * Several at once, for most of their time they listen; those that fill the machine come after,
     * one by one.
     *
     * @param begun told of each
     * @return in the order of the scenarios
     */
    List<ChaosResult> all(List<Scenario> scenarios, int atOnce, Consumer<String> begun)
            throws InterruptedException, ExecutionException {
        Map<String, Future<ChaosResult>> running = new HashMap<>();
        try (ExecutorService several = Executors.newFixedThreadPool(atOnce);
                ExecutorService alone = Executors.newSingleThreadExecutor()) {
            for (Scenario scenario : scenarios) {
                if (!scenario.fillsTheMachine()) {
                    running.put(scenario.name(), several.submit(() -> told(scenario, begun)));
                }
            }
            for (Future<ChaosResult> each : running.values()) {
                var _ = each.get();
            }
            for (Scenario scenario : scenarios) {
                if (scenario.fillsTheMachine()) {
                    running.put(scenario.name(), alone.submit(() -> told(scenario, begun)));
                }
            }
            List<ChaosResult> results = new ArrayList<>();
            for (Scenario scenario : scenarios) {
                results.add(Objects.requireNonNull(running.get(scenario.name())).get());
            }
            return results;
        }
    }

    private ChaosResult told(Scenario scenario, Consumer<String> begun) throws Exception {
        begun.accept(scenario.name() + ": " + scenario.broken());
        return run(scenario);
    }

    ChaosResult run(Scenario scenario) throws Exception {
        if (lacksWhatItNeeds(scenario)) {
            return ChaosResult.notRun(scenario, "needs " + scenario.needs());
        }
        try (ChaosBench bench = new ChaosBench(scenario, seed, database)) {
            return run(scenario, bench);
        }
    }

    private boolean lacksWhatItNeeds(Scenario scenario) {
        return switch (scenario.fault()) {
            case Fault.DatabaseHangs _ -> database == null;
            case Fault.DiskFull _ -> !SmallDisk.canBeMounted();
            case Fault.PhoneVanishes _ -> !NetworkNamespace.canBeMade();
            default -> false;
        };
    }

    private ChaosResult run(Scenario scenario, ChaosBench bench) throws Exception {
        Scrape before = bench.scrape();
        if (scenario.moment() == Scenario.Moment.BEFORE_CALLS) {
            bench.breakIt();
        }
        PhoneCall beside = bench.beside.place(talk(ChaosBench.BESIDE, Talk.PAUSE_MS));
        Calls struck = Calls.place(scenario, bench, seed);
        if (scenario.moment() == Scenario.Moment.MID_ANSWER) {
            struck.awaitFirstAnswer();
            bench.breakIt();
        }
        List<PhoneCall> burst =
                scenario.fault() instanceof Fault.Burst many
                        ? burst(bench.beside, many.calls())
                        : List.of();
        // Nobody waits for a fault that nobody feels any more, unless it is the store's.
        boolean stores =
                scenario.fault() instanceof Fault.DatabaseHangs
                        || scenario.fault() instanceof Fault.DiskFull;
        ChaosBench.holdsWithin(
                Duration.ofMillis(scenario.forMs()),
                () -> !stores && beside.report().isDone() && struck.areOver());
        if (scenario.fault() instanceof Fault.GatewayPaused) {
            bench.heal(); // which answers no scrape before
        }
        Scrape worst = bench.scrape();
        bench.heal();
        List<Ear> heard = struck.ears();
        Ear besides = ear(got(beside.report()));
        Map<String, Integer> ends = new TreeMap<>();
        for (PhoneCall call : burst) {
            ends.merge(end(got(call.report())), 1, Integer::sum);
        }
        boolean atRest = ChaosBench.holdsWithin(SETTLES, () -> isAtRest(bench.scrape()));
        Scrape after = bench.scrape();
        Set<String> firing = alerts.canBeAsked() ? alerts.firing(before, worst, after) : null;
        return new ChaosResult(
                scenario, heard, besides, after.countedSince(before), ends, firing, atRest, "");
    }

    private static boolean isAtRest(Scrape scrape) {
        return scrape.values().entrySet().stream()
                .filter(each ->
                        each.getKey().startsWith("trunkline_active_calls{")
                                || each.getKey().startsWith("trunkline_open_sockets{")
                                || each.getKey().startsWith("trunkline_records_queued{"))
                .allMatch(each -> each.getValue() == 0);
    }

    private static CallScript talk(String agent, long pauseMs) {
        return Talk.to(CallScript.inbound("/twilio/voice?agent=" + agent + "&trunk=way"), pauseMs)
                .build();
    }

    /** Evenly over a second; each hears the greeting and hangs up. */
    private static List<PhoneCall> burst(SimulatedTwilio twilio, int calls)
            throws InterruptedException {
        CallScript script =
                CallScript.inbound("/twilio/voice?agent=beside&trunk=way")
                        .hearing(Hearing.LISTEN)
                        .hangUp(new When.AgentEnded(300, 10_000))
                        .maxDurationMs(20_000)
                        .build();
        List<PhoneCall> placed = new ArrayList<>();
        long from = System.nanoTime();
        for (int call = 0; call < calls; call++) {
            long waitNanos = from + call * 1_000_000_000L / calls - System.nanoTime();
            TimeUnit.NANOSECONDS.sleep(Math.max(0, waitNanos));
            placed.add(twilio.place(script));
        }
        return placed;
    }

    /** How a call of a burst ended, in the table's words. */
    private static String end(PhoneCallReport report) {
        boolean heard =
                report.stream().filter(stream -> !stream.agentSpells().isEmpty()).isPresent();
        return heard ? "served" : report.said().isEmpty() ? words(report.outcome()) : "refused";
    }

    private static Ear ear(PhoneCallReport report) {
        return Ear.of(
                words(report.outcome()), String.join("; ", report.said()), report.stream(), true);
    }

    private static String words(Enum<?> outcome) {
        return outcome.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static <T> T got(CompletableFuture<T> future)
            throws InterruptedException, ExecutionException, TimeoutException {
        return future.get(CALL_LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    /** The calls that are hit, whatever they go over. */
    private record Calls(
            List<CompletableFuture<Ear>> ends, List<CompletableFuture<CallProgress>> answers) {

        static Calls place(Scenario scenario, ChaosBench bench, long seed) {
            Calls calls = new Calls(new ArrayList<>(), new ArrayList<>());
            Predicate<CallProgress> answering =
                    at -> at.stepsTaken() >= Talk.ASKED_ONCE && at.agentAudible();
            for (int number = 0; number < STRUCK_CALLS; number++) {
                if (scenario.fault() instanceof Fault.RtpLoss loss && bench.asterisk != null) {
                    RtpPath path = new RtpPath(loss.rate(), 1, 0, 0, seed + number);
                    CallScript caller =
                            Talk.to(CallScript.spoken(), scenario.pauseMs())
                                    .carrier(new CarrierSide(0, path, null))
                                    .build();
                    var call =
                            bench.asterisk.call(
                                    PbxCallScript.of(ChaosBench.APPLICATION, "1000", caller)
                                            .withArguments("agent=" + ChaosBench.STRUCK));
                    calls.ends.add(call.report().thenApply(Calls::ear));
                    calls.answers.add(call.await(answering, BEGINS));
                } else {
                    PhoneCall call =
                            bench.struck.place(talk(ChaosBench.STRUCK, scenario.pauseMs()));
                    calls.ends.add(call.report().thenApply(ChaosRun::ear));
                    calls.answers.add(call.await(answering, BEGINS));
                }
            }
            return calls;
        }

        private static Ear ear(PbxCallReport report) {
            return Ear.of(
                    words(report.outcome()),
                    report.continued().map(at -> "dialplan " + at.extension()).orElse(""),
                    report.media(),
                    false);
        }

        void awaitFirstAnswer() throws Exception {
            for (CompletableFuture<CallProgress> answer : answers) {
                var _ = got(answer);
            }
        }

        boolean areOver() {
            return ends.stream().allMatch(CompletableFuture::isDone);
        }

        List<Ear> ears() throws Exception {
            List<Ear> ears = new ArrayList<>();
            for (CompletableFuture<Ear> end : ends) {
                ears.add(got(end));
            }
            return ears;
        }
    }
}
