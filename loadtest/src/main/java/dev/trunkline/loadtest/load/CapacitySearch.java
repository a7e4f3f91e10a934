package dev.trunkline.loadtest.load;

import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Searches the largest number of calls that passes: grows by a quarter until one fails, or shrinks
 * until one passes, then halves the interval. What a failed step counts for: {@link StepTries}.
 */
final class CapacitySearch {
    private static final double GROWTH = 1.25;

    private static final int WARM_UPS = 6;
    private static final int FULL_WARM_UPS = 3;
    private static final int WARM_UP_MS = 12_000;

    private static final int LOOK_MS = 1_000;
    private static final int LOOKS = 120;

    private final Vertx vertx;
    private final LoadTarget target;
    private final long pid;
    private final LoadPlan plan;
    private final Goal goal;
    private final Consumer<LoadResult> report;
    private final List<LoadResult> steps = new ArrayList<>();

    /**
     * What is searched for, and how closely.
     *
     * @param limitMs p99 of the added latency, in both directions
     * @param resolution the interval is narrow enough at this fraction of its upper end
     * @param quietCores others may use this much of a core
     */
    record Goal(double limitMs, double resolution, double quietCores) {
        boolean reachedBy(LoadResult step) {
            return step.lossless()
                    && step.uplink().added().p99() <= limitMs
                    && step.downlink().added().p99() <= limitMs;
        }
    }

    CapacitySearch(
            Vertx vertx,
            LoadTarget target,
            long pid,
            LoadPlan plan,
            Goal goal,
            Consumer<LoadResult> report) {
        this.vertx = vertx;
        this.target = target;
        this.pid = pid;
        this.plan = plan;
        this.goal = goal;
        this.report = report;
    }

    /** The largest step that passed. */
    LoadResult run() throws InterruptedException {
        warmUp();
        LoadResult best = null;
        int passed = 0;
        int failed = 0;
        int calls = plan.calls();
        while (calls > 0) {
            LoadResult step = attempt(calls);
            if (goal.reachedBy(step)) {
                passed = calls;
                best = step;
            } else {
                failed = calls;
            }
            calls = next(passed, failed);
        }
        if (best == null) {
            throw new LoadException("not even one call passes: is the machine idle?");
        }
        return best;
    }

    /** The number of calls to try next; 0 if what passed is near enough to what failed. */
    private int next(int passed, int failed) {
        if (failed == 0) {
            return (int) Math.ceil(passed * GROWTH);
        }
        if (passed == 0) {
            return (int) (failed / GROWTH);
        }
        return failed - passed <= Math.max(1, failed * goal.resolution) ? 0 : (passed + failed) / 2;
    }

    /** Every step of the search, in order, repeated ones included. */
    List<LoadResult> steps() {
        return List.copyOf(steps);
    }

    /**
     * Both processes compile their hot code before anything counts: calls that come and go, since a
     * call's begin and end are code too, and half as many as the first step has, so that compilers
     * find time beside them. Then as many as it has, which fill pools and compile what only a full
     * core runs.
     */
    private void warmUp() throws InterruptedException {
        LoadPlan few = plan.withCalls(Math.max(1, plan.calls() / 2)).lasting(WARM_UP_MS);
        for (int warmUp = 0; warmUp < WARM_UPS; warmUp++) {
            var _ = new LoadRun(vertx, target, few, pid).run();
        }
        for (int warmUp = 0; warmUp < FULL_WARM_UPS; warmUp++) {
            var _ = new LoadRun(vertx, target, plan.lasting(WARM_UP_MS), pid).run();
        }
    }

    /** The last try, which passed or is the one too many. */
    private LoadResult attempt(int calls) throws InterruptedException {
        StepTries tries = new StepTries(goal);
        while (true) {
            awaitQuiet();
            LoadResult tried = step(calls);
            if (tries.after(tried) != StepTries.Verdict.AGAIN) {
                return tried;
            }
        }
    }

    /** Waits for a second without other processes, at most two minutes. */
    private void awaitQuiet() throws InterruptedException {
        for (int look = 0; look < LOOKS; look++) {
            MachineUsage before = MachineUsage.now();
            TimeUnit.MILLISECONDS.sleep(LOOK_MS);
            if (MachineUsage.now().coresSince(before) < goal.quietCores) {
                return;
            }
        }
    }

    private LoadResult step(int calls) throws InterruptedException {
        // What the generator's earlier calls left is collected now, not within the window.
        System.gc();
        LoadResult result = new LoadRun(vertx, target, plan.withCalls(calls), pid).run();
        steps.add(result);
        report.accept(result);
        return result;
    }
}
