package dev.trunkline.loadtest.load;

import dev.trunkline.loadtest.audio.ProbeTallies;
import dev.trunkline.loadtest.phone.PhoneCall;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes the calls of a plan, measures, hangs up. All frames in both directions are sent on an
 * open-loop schedule: what the target does to one never delays the next.
 */
final class LoadRun {
    private static final long NANOS_PER_MS = 1_000_000;

    private final Vertx vertx;
    private final LoadSetting setting;
    private final LoadPlan plan;
    private final ProbeTallies tallies;
    private final List<PhoneCall> calls = new ArrayList<>();
    private Conversations.@Nullable Found conversations;

    /**
     * Prepares a run.
     *
     * @param vertx whose event loops carry phones and model
     * @param targetPid process whose CPU time and memory are reported; 0 for none
     */
    LoadRun(Vertx vertx, LoadTarget target, LoadPlan plan, long targetPid) {
        this(vertx, new LoadSetting(target, plan, targetPid, 0));
    }

    /** Prepares a run, perhaps with conversations beside the calls. */
    LoadRun(Vertx vertx, LoadSetting setting) {
        this.vertx = vertx;
        this.setting = setting;
        plan = setting.plan();
        tallies = new ProbeTallies(setting.target().converts());
    }

    /** Blocks until every call is over. */
    LoadResult run() throws InterruptedException {
        LoadStage stage = LoadStage.open(vertx, setting, tallies);
        try {
            LoadResult result = measure(stage);
            conversations = stage.conversations();
            return result;
        } finally {
            stage.close();
        }
    }

    /**
     * {@link #run} as a scenario of its own.
     *
     * @param objectiveMs most that p99 of the delay may be; null: not judged
     */
    LoadReport report(@Nullable Double objectiveMs) throws InterruptedException {
        LoadReport.Begun begun = LoadReport.Begun.now("hold");
        LoadResult result = run();
        List<String> problems = problems(result, objectiveMs);
        problems.addAll(Conversations.problems(conversations));
        return new LoadReport(
                begun,
                objectiveMs,
                problems,
                List.of(result),
                percentiles(),
                counts(result),
                null,
                conversations,
                null);
    }

    private LoadResult measure(LoadStage stage) throws InterruptedException {
        UsageMeter usage = UsageMeter.begin(setting.pid());
        long untilNanos;
        if (plan.countsFromTheStart()) {
            untilNanos = count((plan.rampMs() + plan.measuredMs()) * NANOS_PER_MS);
            begin(stage);
        } else {
            begin(stage);
            TimeUnit.MILLISECONDS.sleep(plan.warmUpMs());
            untilNanos = count(plan.measuredMs() * NANOS_PER_MS);
        }
        usage.restart();
        // While the window is open, nothing that is lost is known to be.
        TimeUnit.NANOSECONDS.sleep(untilNanos - System.nanoTime());
        UsageMeter.Used used = usage.used();
        stage.finish();
        int ended = (int) calls.stream().filter(call -> call.report().isDone()).count();
        return LoadResult.of(plan, tallies, ended, used);
    }

    /** Of what was measured, once it was. */
    LoadReport.Percentiles percentiles() {
        return LoadReport.Percentiles.of(tallies);
    }

    /** What came of those that were measured; null if there were none. */
    Conversations.@Nullable Found conversations() {
        return conversations;
    }

    /**
     * What is wrong with calls that were all to last.
     *
     * @param objectiveMs most that p99 of the delay may be; null: not judged
     */
    static List<String> problems(LoadResult result, @Nullable Double objectiveMs) {
        List<String> problems = new ArrayList<>(result.problems(objectiveMs));
        if (!result.complete()) {
            problems.add("fewer frames were sent than the schedule has");
        }
        return problems;
    }

    /** None of these calls can be refused: one that is has ended. */
    static CallCounts counts(LoadResult result) {
        int calls = result.plan().calls();
        return new CallCounts(calls, calls - result.callsEnded(), 0, result.callsEnded());
    }

    /** Opens the window now; the time at which it closes. */
    private long count(long lengthNanos) {
        long nowNanos = System.nanoTime();
        tallies.count(nowNanos, nowNanos + lengthNanos);
        return nowNanos + lengthNanos;
    }

    private void begin(LoadStage stage) throws InterruptedException {
        long beganNanos = System.nanoTime();
        for (int i = 0; i < plan.calls(); i++) {
            long dueNanos = beganNanos + plan.rampMs() * NANOS_PER_MS * i / plan.calls();
            TimeUnit.NANOSECONDS.sleep(dueNanos - System.nanoTime());
            calls.add(stage.place(i));
        }
    }
}
