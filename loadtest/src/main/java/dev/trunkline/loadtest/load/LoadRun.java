package dev.trunkline.loadtest.load;

import dev.trunkline.loadtest.audio.ProbeTallies;
import dev.trunkline.loadtest.model.Faults;
import dev.trunkline.loadtest.model.LoadTalk;
import dev.trunkline.loadtest.model.ModelBehavior;
import dev.trunkline.loadtest.model.SimulatedRealtime;
import dev.trunkline.loadtest.phone.CallScript;
import dev.trunkline.loadtest.phone.PhoneCall;
import dev.trunkline.loadtest.phone.SimulatedTwilio;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Makes the calls of a plan, measures, hangs up. All frames in both directions are sent on an
 * open-loop schedule: what the target does to one never delays the next.
 */
final class LoadRun {
    /** What is on the way when the window closes has this long to arrive. */
    private static final long GRACE_MS = 5_000;

    private static final long POLL_MS = 100;

    /** No call of the test ends by itself before the test does. */
    private static final long MAX_CALL_MS = 3_600_000;

    private static final long ANSWER_SECONDS = 30;
    private static final long NANOS_PER_MS = 1_000_000;

    private final Vertx vertx;
    private final LoadTarget target;
    private final LoadPlan plan;
    private final long targetPid;
    private final ProbeTallies tallies = new ProbeTallies();
    private final List<PhoneCall> calls = new ArrayList<>();

    /**
     * Prepares a run.
     *
     * @param vertx whose event loops carry phones and model
     * @param targetPid process whose CPU time and memory are reported; 0 for none
     */
    LoadRun(Vertx vertx, LoadTarget target, LoadPlan plan, long targetPid) {
        this.vertx = vertx;
        this.target = target;
        this.plan = plan;
        this.targetPid = targetPid;
    }

    /** Blocks until every call is over. */
    LoadResult run() throws InterruptedException {
        LoadTalk talk =
                LoadTalk.continuous(plan.deltaMs())
                        .tallied(tallies)
                        .withUpgradeDelayMs(plan.upgradeDelayMs());
        Faults faults =
                Faults.none()
                        .withCreatedDelayMs(plan.sessionDelayMs())
                        .withUpdatedDelayMs(plan.sessionDelayMs());
        SimulatedRealtime model =
                get(
                        SimulatedRealtime.start(
                                vertx,
                                plan.modelPort(),
                                info ->
                                        ModelBehavior.loading(talk)
                                                .withFaults(faults)
                                                .withSeed(info.number())));
        SimulatedTwilio twilio = target.twilio(vertx);
        try {
            return measure(twilio);
        } finally {
            get(Future.fromCompletionStage(twilio.closeAll()));
            get(model.close());
        }
    }

    private LoadResult measure(SimulatedTwilio twilio) throws InterruptedException {
        long untilNanos;
        if (plan.countsFromTheStart()) {
            untilNanos = count((plan.rampMs() + plan.measuredMs()) * NANOS_PER_MS);
            begin(twilio);
        } else {
            begin(twilio);
            TimeUnit.MILLISECONDS.sleep(plan.warmUpMs());
            untilNanos = count(plan.measuredMs() * NANOS_PER_MS);
        }
        MachineUsage machine = MachineUsage.now();
        ProcessUsage target = ProcessUsage.of(targetPid);
        ProcessUsage generator = ProcessUsage.own();
        // While the window is open, nothing that is lost is known to be.
        TimeUnit.NANOSECONDS.sleep(untilNanos - System.nanoTime());
        ProcessUsage.Spent spent = ProcessUsage.of(targetPid).since(target);
        ProcessUsage.Spent own = ProcessUsage.own().since(generator);
        double busyCores = MachineUsage.now().coresSince(machine);
        for (long waitedMs = 0; waitedMs < GRACE_MS; waitedMs += POLL_MS) {
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
            if (tallies.uplink().counts().lost() + tallies.downlink().counts().lost() == 0) {
                break;
            }
        }
        int ended = (int) calls.stream().filter(call -> call.report().isDone()).count();
        return LoadResult.of(plan, tallies, ended, spent, own, busyCores);
    }

    /** Opens the window now; the time at which it closes. */
    private long count(long lengthNanos) {
        long nowNanos = System.nanoTime();
        tallies.count(nowNanos, nowNanos + lengthNanos);
        return nowNanos + lengthNanos;
    }

    private void begin(SimulatedTwilio twilio) throws InterruptedException {
        long beganNanos = System.nanoTime();
        for (int i = 0; i < plan.calls(); i++) {
            long dueNanos = beganNanos + plan.rampMs() * NANOS_PER_MS * i / plan.calls();
            TimeUnit.NANOSECONDS.sleep(dueNanos - System.nanoTime());
            calls.add(
                    twilio.place(
                            target.script()
                                    .background(CallScript.Background.PROBES)
                                    .hearing(CallScript.Hearing.COUNT)
                                    .callIndex(i)
                                    .tallies(tallies)
                                    .maxDurationMs(MAX_CALL_MS)
                                    .build()));
        }
    }

    private static <T> T get(Future<T> future) throws InterruptedException {
        try {
            return future.toCompletionStage()
                    .toCompletableFuture()
                    .get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            throw new LoadException(
                    "the simulators could not be used: " + failed.getMessage(), failed);
        } catch (TimeoutException late) {
            throw new LoadException(
                    "the simulators did not start or stop within " + ANSWER_SECONDS + " s", late);
        }
    }
}
