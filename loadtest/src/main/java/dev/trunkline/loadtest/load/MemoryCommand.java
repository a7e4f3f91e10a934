package dev.trunkline.loadtest.load;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code memory}: what one call keeps in the gateway's process. A gateway is started, has some
 * calls that end, and is looked at while it is idle, in the middle of many calls, and after them.
 */
@Command(
        name = "memory",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Starts a gateway, makes many calls, and measures what each of them keeps there:",
            "live objects, direct buffers, classes and threads."
        })
public final class MemoryCommand implements Callable<Integer> {
    private static final int KIB = 1_024;
    private static final int SETTLE_MS = 3_000;
    private static final int WARM_UP_SHARE = 20;
    private static final int MEASURED_MS = 12_000;
    private static final int STEADY_MS = 4_000;

    @Option(
            names = "--calls",
            paramLabel = "N",
            description = "calls at once (default ${DEFAULT-VALUE})",
            defaultValue = "1000")
    private int calls;

    @Option(
            names = "--contender",
            paramLabel = "NAME",
            converter = Contender.Named.class,
            description = "the gateway's setting, as in capacity (default ${DEFAULT-VALUE})",
            defaultValue = "pass-through")
    private Contender contender = Contender.PASS_THROUGH;

    @Option(
            names = "--ramp",
            paramLabel = "S",
            description = "seconds over which calls begin (default ${DEFAULT-VALUE})",
            defaultValue = "20")
    private int rampSeconds;

    @Option(
            names = "--limit-kib",
            paramLabel = "KIB",
            description = "exit code 1 if a call keeps more (default ${DEFAULT-VALUE})",
            defaultValue = "64")
    private double limitKib;

    @Option(
            names = "--classes",
            paramLabel = "N",
            description = "how many classes of objects to list (default ${DEFAULT-VALUE})",
            defaultValue = "12")
    private int classes;

    @Mixin private TargetOptions target = new TargetOptions();

    @Option(names = "--json", paramLabel = "FILE", description = "where to write the result")
    private @Nullable Path json;

    /**
     * What was found.
     *
     * @param idle after calls that ended
     * @param busy with all calls on
     * @param after when they had ended
     * @param load what became of the calls' audio
     */
    record Result(
            int calls, TargetMemory idle, TargetMemory busy, TargetMemory after, LoadResult load) {
        double kib(long idleBytes, long busyBytes) {
            return 1.0 * (busyBytes - idleBytes) / calls / KIB;
        }

        double keptKib() {
            return kib(idle.keptBytes(), busy.keptBytes());
        }
    }

    @Override
    public Integer call() throws Exception {
        Contender.Stage stage =
                target.stage(Path.of(""), List.of("-XX:NativeMemoryTracking=summary"));
        Vertx vertx = Generator.vertx();
        Result result;
        try (TargetProcess process = contender.start(stage)) {
            result = measure(vertx, stage, process.pid());
        } finally {
            Generator.close(vertx);
        }
        print(result);
        LoadCommand.write(json, result);
        return result.keptKib() <= limitKib && result.load.callsEnded() == 0 ? 0 : 1;
    }

    private Result measure(Vertx vertx, Contender.Stage stage, long pid) throws Exception {
        LoadTarget called = contender.target(stage);
        LoadPlan plan =
                new LoadPlan(
                        Math.max(1, calls / WARM_UP_SHARE),
                        STEADY_MS,
                        STEADY_MS,
                        STEADY_MS,
                        100,
                        stage.modelPort(),
                        0,
                        0);
        var _ = new LoadRun(vertx, called, plan, pid).run();
        TimeUnit.MILLISECONDS.sleep(SETTLE_MS);
        TargetMemory idle = TargetMemory.of(pid);
        LoadPlan many =
                new LoadPlan(
                        calls,
                        rampSeconds * 1_000L,
                        STEADY_MS,
                        MEASURED_MS,
                        100,
                        stage.modelPort(),
                        0,
                        0);
        CompletableFuture<LoadResult> running =
                CompletableFuture.supplyAsync(() -> run(new LoadRun(vertx, called, many, pid)));
        TimeUnit.MILLISECONDS.sleep(many.rampMs() + 2 * many.warmUpMs());
        TargetMemory busy = TargetMemory.of(pid);
        LoadResult load = running.get();
        TimeUnit.MILLISECONDS.sleep(SETTLE_MS);
        return new Result(calls, idle, busy, TargetMemory.of(pid), load);
    }

    private static LoadResult run(LoadRun run) {
        try {
            return run.run();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new CompletionException(stopping);
        }
    }

    private void print(Result result) {
        TargetMemory idle = result.idle;
        TargetMemory busy = result.busy;
        TargetMemory after = result.after;
        System.out.printf(
                Locale.ROOT,
                "%-22s %9s %9s %9s %14s%n",
                "MiB",
                "idle",
                result.calls + " calls",
                "after",
                "KiB per call");
        row(result, "live objects", idle.heapBytes(), busy.heapBytes(), after.heapBytes());
        row(result, "direct buffers", idle.bufferBytes(), busy.bufferBytes(), after.bufferBytes());
        row(result, "classes", idle.classBytes(), busy.classBytes(), after.classBytes());
        row(result, "threads", idle.threadBytes(), busy.threadBytes(), after.threadBytes());
        row(result, "kept", idle.keptBytes(), busy.keptBytes(), after.keptBytes());
        row(result, "resident", idle.residentBytes(), busy.residentBytes(), after.residentBytes());
        System.out.printf(
                Locale.ROOT,
                "%d calls ended early, %d and %d frames lost%n",
                result.load.callsEnded(),
                result.load.uplink().counts().lost(),
                result.load.downlink().counts().lost());
        System.out.printf("%nbytes per call, by class:%n");
        busy.bytesByClass().entrySet().stream()
                .map(entry ->
                        Map.entry(
                                entry.getKey(),
                                entry.getValue()
                                        - idle.bytesByClass().getOrDefault(entry.getKey(), 0L)))
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .limit(classes)
                .forEach(entry ->
                        System.out.printf(
                                "%8d %s%n", entry.getValue() / result.calls, entry.getKey()));
    }

    private static void row(Result result, String what, long idle, long busy, long after) {
        double mib = KIB * KIB;
        System.out.printf(
                Locale.ROOT,
                "%-22s %9.1f %9.1f %9.1f %14.1f%n",
                what,
                idle / mib,
                busy / mib,
                after / mib,
                result.kib(idle, busy));
    }
}
