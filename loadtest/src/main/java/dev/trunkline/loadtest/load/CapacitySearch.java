package dev.trunkline.loadtest.load;

import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Searches the largest number of calls that passes: grows by half until one fails, then halves the
 * interval. A step counts as failed only if it fails twice; one that fails while other processes
 * took CPU time does not count at all and is repeated when the machine is quiet.
 */
final class CapacitySearch {
    private static final double GROWTH = 1.5;

    /** The interval is narrow enough at this fraction of its upper end. */
    private static final double RESOLUTION = 0.04;

    private static final int WARM_UP_MS = 10_000;

    /** Others may use this much of a core. */
    private static final double QUIET_CORES = 0.15;

    private static final int LOOK_MS = 1_000;
    private static final int LOOKS = 120;
    private static final int ATTEMPTS = 12;

    private final Vertx vertx;
    private final LoadTarget target;
    private final long pid;
    private final LoadPlan plan;
    private final double limitMs;
    private final Consumer<LoadResult> report;
    private final List<LoadResult> steps = new ArrayList<>();

    CapacitySearch(
            Vertx vertx,
            LoadTarget target,
            long pid,
            LoadPlan plan,
            double limitMs,
            Consumer<LoadResult> report) {
        this.vertx = vertx;
        this.target = target;
        this.pid = pid;
        this.plan = plan;
        this.limitMs = limitMs;
        this.report = report;
    }

    /** The largest step that passed. */
    LoadResult run() throws InterruptedException {
        warmUp();
        LoadResult best = attempt(plan.calls());
        if (!passes(best, limitMs)) {
            throw new LoadException(
                    plan.calls()
                            + " calls do not pass: start with fewer (--start), or on an idle"
                            + " machine");
        }
        int passed = plan.calls();
        int failed = 0;
        while (failed == 0 || failed - passed > failed * RESOLUTION) {
            int calls = failed == 0 ? (int) (passed * GROWTH) : (passed + failed) / 2;
            LoadResult step = attempt(calls);
            if (passes(step, limitMs)) {
                passed = calls;
                best = step;
            } else {
                failed = calls;
            }
        }
        return best;
    }

    /** Every step of the search, in order, repeated ones included. */
    List<LoadResult> steps() {
        return List.copyOf(steps);
    }

    static boolean passes(LoadResult step, double limitMs) {
        return step.lossless()
                && step.uplink().added().p99() <= limitMs
                && step.downlink().added().p99() <= limitMs;
    }

    /** Both processes compile their hot code before anything counts. */
    private void warmUp() throws InterruptedException {
        var _ =
                new LoadRun(
                                vertx,
                                target,
                                new LoadPlan(
                                        plan.calls(),
                                        plan.rampMs(),
                                        WARM_UP_MS,
                                        1,
                                        plan.deltaMs(),
                                        plan.modelPort(),
                                        0,
                                        0),
                                pid)
                        .run();
    }

    private LoadResult attempt(int calls) throws InterruptedException {
        boolean failedBefore = false;
        LoadResult last = null;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            awaitQuiet();
            last = step(calls);
            boolean disturbed = last.otherCores() > QUIET_CORES;
            if (passes(last, limitMs) || (failedBefore && !disturbed)) {
                return last;
            }
            failedBefore |= !disturbed;
        }
        if (last == null || !failedBefore) {
            throw new LoadException(
                    "other processes kept the machine busy in "
                            + ATTEMPTS
                            + " attempts: stop them, or measure later");
        }
        return last;
    }

    /** Waits for a second without other processes, at most two minutes. */
    private static void awaitQuiet() throws InterruptedException {
        for (int look = 0; look < LOOKS; look++) {
            MachineUsage before = MachineUsage.now();
            TimeUnit.MILLISECONDS.sleep(LOOK_MS);
            if (MachineUsage.now().coresSince(before) < QUIET_CORES) {
                return;
            }
        }
    }

    private LoadResult step(int calls) throws InterruptedException {
        LoadResult result = new LoadRun(vertx, target, plan.withCalls(calls), pid).run();
        steps.add(result);
        report.accept(result);
        return result;
    }
}
