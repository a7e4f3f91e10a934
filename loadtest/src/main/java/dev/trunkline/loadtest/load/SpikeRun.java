package dev.trunkline.loadtest.load;

import dev.trunkline.loadtest.audio.CallSpans;
import dev.trunkline.loadtest.audio.ProbeTallies;
import dev.trunkline.loadtest.phone.PhoneCall;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * All calls of a plan within its ramp, whether or not the gateway wants that many: those that it
 * takes are to be served as if there were no others, the rest to be told so.
 */
final class SpikeRun {
    private static final long NANOS_PER_MS = 1_000_000;
    private static final int WARM_UP_CALLS = 20;

    /** The gateway hears a little later that they are over. */
    private static final long SETTLE_MS = 500;

    private final Vertx vertx;
    private final LoadSetting setting;
    private final LoadPlan plan;
    private final double objectiveMs;
    private final CallSpans spans;
    private final ProbeTallies tallies;
    private final CallSetups setups = new CallSetups();
    private final List<PhoneCall> calls = new ArrayList<>();
    private final LoadReport.Begun begun = LoadReport.Begun.now("spike");

    SpikeRun(Vertx vertx, LoadSetting setting, double objectiveMs) {
        this.vertx = vertx;
        this.setting = setting;
        plan = setting.plan();
        this.objectiveMs = objectiveMs;
        spans = new CallSpans(plan.calls());
        tallies = new ProbeTallies(spans);
    }

    /** Blocks until every call is over. */
    LoadReport run() throws InterruptedException {
        LoadStage stage = LoadStage.open(vertx, setting, tallies);
        try {
            return measure(stage);
        } finally {
            stage.close();
        }
    }

    /** A few calls first, so that it is not two JVMs' first seconds that are measured. */
    private void warmUp(LoadStage stage) throws InterruptedException {
        if (plan.warmUpMs() <= 0) {
            return;
        }
        List<PhoneCall> first = new ArrayList<>();
        for (int i = 0; i < WARM_UP_CALLS; i++) {
            first.add(stage.place(plan.calls() + i)); // beyond the spans: nothing of it counts
            TimeUnit.MILLISECONDS.sleep(plan.warmUpMs() / WARM_UP_CALLS);
        }
        for (PhoneCall call : first) {
            call.hangUp();
            call.report().join();
        }
        TimeUnit.MILLISECONDS.sleep(SETTLE_MS);
    }

    private LoadReport measure(LoadStage stage) throws InterruptedException {
        warmUp(stage);
        UsageMeter usage = UsageMeter.begin(setting.pid());
        long beganNanos = System.nanoTime();
        long endNanos = beganNanos + (plan.rampMs() + plan.measuredMs()) * NANOS_PER_MS;
        tallies.count(beganNanos, endNanos);
        for (int i = 0; i < plan.calls(); i++) {
            int index = i;
            long dueNanos = beganNanos + plan.rampMs() * NANOS_PER_MS * index / plan.calls();
            TimeUnit.NANOSECONDS.sleep(dueNanos - System.nanoTime());
            PhoneCall call = stage.place(index);
            setups.watch(call, dueNanos, from -> spans.count(index, from, endNanos));
            calls.add(call);
        }
        TimeUnit.NANOSECONDS.sleep(endNanos - System.nanoTime());
        UsageMeter.Used used = usage.used();
        stage.finish();
        return report(stage, used);
    }

    private LoadReport report(LoadStage stage, UsageMeter.Used used) {
        int refused = 0;
        int failed = 0;
        PhoneCall firstFailed = null;
        for (PhoneCall call : calls) {
            if (call.report().isDone()) {
                if (CallCounts.refused(call.report().join())) {
                    refused++;
                } else {
                    failed++;
                    firstFailed = firstFailed == null ? call : firstFailed;
                }
            }
        }
        int served = calls.size() - refused - failed;
        LoadResult result =
                LoadResult.of(plan.withCalls(Math.max(1, served)), tallies, failed, used);
        List<String> problems = new ArrayList<>(result.problems(objectiveMs));
        if (firstFailed != null) {
            problems.add(CallCounts.why(firstFailed.report().join()));
        }
        problems.addAll(Conversations.problems(stage.conversations()));
        if (served == 0) {
            problems.add("no call was taken");
        } else if (result.uplink().counts().sent() == 0 || result.downlink().counts().sent() == 0) {
            problems.add("the calls that were taken were silent: measure for longer (--duration)");
        }
        return new LoadReport(
                begun,
                objectiveMs,
                problems,
                List.of(result),
                LoadReport.Percentiles.of(tallies),
                new CallCounts(plan.calls(), served, refused, failed),
                setups.found(),
                stage.conversations(),
                null);
    }
}
