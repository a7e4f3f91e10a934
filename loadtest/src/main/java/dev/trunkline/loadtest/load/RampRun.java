package dev.trunkline.loadtest.load;

import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * One run after the other, each with more calls, until one breaks the objective or loses something.
 * What the last one that held had is what the gateway holds, to a step; finding it to a few percent
 * on a core of its own is what {@link CapacitySearch} does.
 */
final class RampRun {
    private final Vertx vertx;
    private final LoadSetting setting;
    private final Scenario.Ramp ramp;
    private final double objectiveMs;
    private final Consumer<LoadResult> step;
    private final LoadReport.Begun begun = LoadReport.Begun.now("ramp");

    /**
     * Prepares a run.
     *
     * @param setting of the largest step
     * @param step takes each step's result when it is over
     */
    RampRun(
            Vertx vertx,
            LoadSetting setting,
            Scenario.Ramp ramp,
            double objectiveMs,
            Consumer<LoadResult> step) {
        this.vertx = vertx;
        this.setting = setting;
        this.ramp = ramp;
        this.objectiveMs = objectiveMs;
        this.step = step;
    }

    /** Blocks until the last step is over; passed if the first one held. */
    LoadReport run() throws InterruptedException {
        List<LoadResult> steps = new ArrayList<>();
        int most = setting.plan().calls();
        LoadReport.Percentiles percentiles = null;
        Conversations.Found conversations = null;
        boolean holds = true;
        for (int calls = Math.min(ramp.step(), most);
                holds && calls > held(steps);
                calls = Math.min(calls + ramp.step(), most)) {
            LoadRun run = new LoadRun(vertx, setting.withCalls(calls));
            LoadResult result = run.run();
            percentiles = run.percentiles();
            conversations = run.conversations();
            steps.add(result);
            step.accept(result);
            holds = LoadRun.problems(result, objectiveMs).isEmpty();
        }
        if (percentiles == null) {
            throw new IllegalStateException("a ramp has at least one step");
        }
        LoadResult last = steps.getLast();
        return new LoadReport(
                begun,
                objectiveMs,
                LoadRun.problems(steps.getFirst(), objectiveMs),
                steps,
                percentiles,
                LoadRun.counts(last),
                null,
                conversations,
                null);
    }

    private static int held(List<LoadResult> steps) {
        return steps.isEmpty() ? 0 : steps.getLast().plan().calls();
    }
}
