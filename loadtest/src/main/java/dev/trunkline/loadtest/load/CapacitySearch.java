package dev.trunkline.loadtest.load;

import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Searches the largest number of calls that passes: grows by half until one fails, then halves the
 * interval. A step that fails is repeated once, since a shared machine has bad moments: it counts
 * as failed only if it fails twice.
 */
final class CapacitySearch {
    private static final double GROWTH = 1.5;

    /** The interval is narrow enough at this fraction of its upper end. */
    private static final double RESOLUTION = 0.04;

    private static final int WARM_UP_MS = 10_000;

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
        LoadResult first = step(calls);
        return passes(first, limitMs) ? first : step(calls);
    }

    private LoadResult step(int calls) throws InterruptedException {
        LoadResult result = new LoadRun(vertx, target, plan.withCalls(calls), pid).run();
        steps.add(result);
        report.accept(result);
        return result;
    }
}
