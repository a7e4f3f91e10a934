package dev.trunkline.loadtest.load;

import dev.trunkline.loadtest.audio.CallSpans;
import dev.trunkline.loadtest.audio.ProbeTallies;
import dev.trunkline.loadtest.phone.PhoneCall;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The same number of calls for long, each replaced when its caller hangs up, and looks at the
 * gateway meanwhile. One thread places, hangs up and looks, and waits for nothing but the clock.
 */
final class SoakRun {
    private static final long NANOS_PER_MS = 1_000_000;

    /** Before its caller hangs up a call's frames no longer count: they might not arrive. */
    private static final long LAST_NANOS = 3_000 * NANOS_PER_MS;

    private static final long TICK_MS = 5;
    private static final long REPORT_EVERY_NANOS = 60_000 * NANOS_PER_MS;

    /** A call on the line. */
    private record Line(PhoneCall call, long hangUpNanos) {}

    /**
     * What a soak has beside its calls.
     *
     * @param management the gateway's management port
     * @param progress takes the report so far each minute, so that a soak cut short is not lost
     */
    record Surroundings(Management management, double objectiveMs, Consumer<LoadReport> progress) {}

    private final Vertx vertx;
    private final LoadSetting setting;
    private final LoadPlan plan;
    private final Scenario.Soak soak;
    private final Surroundings around;
    private final CallSpans spans;
    private final ProbeTallies tallies;
    private final CallSetups setups = new CallSetups();
    private final Random random = new Random(1); // the same lengths each time
    private final PriorityQueue<Line> lines =
            new PriorityQueue<>(Comparator.comparingLong(Line::hangUpNanos));
    private final LoadReport.Begun begun = LoadReport.Begun.now("soak");
    private int placed;
    private int served;
    private int refused;
    private int failed;
    private @Nullable PhoneCall firstFailed;

    SoakRun(Vertx vertx, LoadSetting setting, Scenario.Soak soak, Surroundings around) {
        this.vertx = vertx;
        this.setting = setting;
        plan = setting.plan();
        this.soak = soak;
        this.around = around;
        // No call is shorter than half the mean.
        spans = new CallSpans((int) (plan.calls() * (2 * wholeMs() / soak.callMs() + 2)));
        tallies = new ProbeTallies(spans);
    }

    /** Blocks until every call is over. */
    LoadReport run() throws InterruptedException {
        LoadStage stage = LoadStage.open(vertx, setting, tallies);
        long beganNanos = System.nanoTime();
        try (GatewayWatch watch =
                new GatewayWatch(around.management, setting.pid(), tallies, beganNanos)) {
            return measure(stage, watch, beganNanos);
        } finally {
            stage.close();
        }
    }

    private LoadReport measure(LoadStage stage, GatewayWatch watch, long beganNanos)
            throws InterruptedException {
        long endNanos = beganNanos + wholeMs() * NANOS_PER_MS;
        tallies.count(endNanos - plan.measuredMs() * NANOS_PER_MS, endNanos);
        UsageMeter usage = UsageMeter.begin(setting.pid());
        long lookNanos = beganNanos;
        long reportNanos = beganNanos + REPORT_EVERY_NANOS;
        for (long now = beganNanos; now < endNanos; now = System.nanoTime()) {
            while (placed < plan.calls() && now >= beganNanos + rampNanos(placed)) {
                place(stage, now, endNanos);
            }
            while (!lines.isEmpty() && lines.peek().hangUpNanos <= now) {
                hangUp(lines.remove());
                place(stage, now, endNanos);
            }
            if (now >= lookNanos) {
                watch.look(now);
                lookNanos += soak.sampleMs() * NANOS_PER_MS;
            }
            if (now >= reportNanos) {
                around.progress.accept(report(stage, watch, usage));
                reportNanos += REPORT_EVERY_NANOS;
            }
            TimeUnit.MILLISECONDS.sleep(TICK_MS);
        }
        stage.finish();
        lines.forEach(this::hangUp);
        return report(stage, watch, usage);
    }

    private long wholeMs() {
        return plan.rampMs() + plan.warmUpMs() + plan.measuredMs();
    }

    private long rampNanos(int call) {
        return plan.rampMs() * NANOS_PER_MS * call / plan.calls();
    }

    private void place(LoadStage stage, long nowNanos, long endNanos) {
        int index = placed++;
        long lengthNanos = (soak.callMs() / 2 + random.nextLong(soak.callMs())) * NANOS_PER_MS;
        long hangUpNanos = nowNanos + lengthNanos;
        PhoneCall call = stage.place(index);
        setups.watch(
                call,
                nowNanos,
                from -> spans.count(index, from, Math.min(hangUpNanos - LAST_NANOS, endNanos)));
        lines.add(new Line(call, hangUpNanos));
    }

    private void hangUp(Line line) {
        if (!line.call.report().isDone()) {
            served++;
            line.call.hangUp();
        } else if (CallCounts.refused(line.call.report().join())) {
            refused++;
        } else {
            failed++; // nobody hung up but the gateway
            firstFailed = firstFailed == null ? line.call : firstFailed;
        }
    }

    private LoadReport report(LoadStage stage, GatewayWatch watch, UsageMeter usage) {
        LoadResult result = usage.result(plan, tallies, failed);
        double warmSeconds = (plan.rampMs() + plan.warmUpMs()) / 1e3;
        List<GatewaySample> samples = watch.samples();
        List<Trend> trends =
                Trend.all(
                        samples.stream()
                                .filter(sample -> sample.atSeconds() >= warmSeconds)
                                .toList());
        List<String> problems = new ArrayList<>(result.problems(around.objectiveMs));
        if (firstFailed != null) {
            problems.add(CallCounts.why(firstFailed.report().join()));
        }
        problems.addAll(Conversations.problems(stage.conversations()));
        if (refused > 0) {
            problems.add("calls refused: " + refused);
        }
        if (samples.isEmpty()) {
            problems.add("the management port gave no sample: give its address (--management)");
        }
        for (Trend trend : trends) {
            if (trend.verdict() == Trend.Verdict.GROWS) {
                problems.add(trend.name() + " grows");
            }
        }
        return new LoadReport(
                begun,
                around.objectiveMs,
                problems,
                List.of(result),
                LoadReport.Percentiles.of(tallies),
                new CallCounts(placed, served, refused, failed),
                setups.found(),
                stage.conversations(),
                new LoadReport.Soak(warmSeconds, soak.callMs(), watch.failures(), samples, trends));
    }
}
