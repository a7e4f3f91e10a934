package dev.trunkline.loadtest.demo;

import java.io.Console;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs the demo. Exit code 1 if a call failed or audio was lost. */
@Command(
        name = "demo",
        description = {
            "Calls over two trunks on this machine: gateway, simulated model, simulated callers.",
            "Needs no account and no network."
        },
        mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
    private static final int MOST_CALLS = 200;

    /** Calls do not run in step, and the last one begins within a few seconds. */
    private static final long STAGGER_MS = 350;

    private static final long ALL_BEGUN_MS = 6_000;

    @Option(
            names = "--calls",
            paramLabel = "N",
            defaultValue = "6",
            description = "How many calls, 1 to 200; default ${DEFAULT-VALUE}.")
    private int calls;

    @Option(
            names = "--wav",
            paramLabel = "DIR",
            description = "Leaves a stereo WAV file of each call there: caller left, agent right.")
    private @Nullable Path wavDirectory;

    @Option(
            names = "--keep",
            negatable = true,
            description =
                    "Keeps the gateway and its metrics up until Ctrl-C; by default on a terminal"
                            + " only.")
    private @Nullable Boolean keep;

    @Option(
            names = "--log",
            paramLabel = "FILE",
            description = "The gateway's log; default: trunkline-demo.log among temporary files.")
    private @Nullable Path log;

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (spec != null && (calls < 1 || calls > MOST_CALLS)) {
            throw new ParameterException(
                    spec.commandLine(), "--calls=" + calls + ": expected 1 to " + MOST_CALLS + ".");
        }
        boolean terminal = onTerminal();
        Path logFile =
                log != null
                        ? log
                        : Path.of(System.getProperty("java.io.tmpdir"), "trunkline-demo.log");
        // Before the first logger is made; both are read once, by logback-demo.xml's reader.
        System.setProperty("logback.configurationFile", "logback-demo.xml");
        System.setProperty("demo.log", logFile.toString());
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        if (wavDirectory != null) {
            Files.createDirectories(wavDirectory);
        }
        try (DemoBench bench = new DemoBench()) {
            out.println(
                    calls
                            + " calls over "
                            + DemoTrunk.BYOC.describe()
                            + " and "
                            + DemoTrunk.NATIVE.describe()
                            + ".");
            List<CallResult> results = results(run(bench, out, terminal));
            DemoReport report = new DemoReport(results, bench.metrics());
            boolean well = print(report, results, out);
            if (wavDirectory != null) {
                for (CallResult result : results) {
                    result.writeWav(wavDirectory);
                }
                out.println("WAV files: " + wavDirectory);
            }
            out.println("Log: " + logFile);
            if (keep == null ? terminal : keep) {
                out.println("Metrics: " + bench.metricsUrl() + " until Ctrl-C");
                Thread.currentThread().join();
            }
            return well ? 0 : 1;
        }
    }

    @SuppressWarnings("SystemConsoleNull") // JDK 25 made it null again where there is no terminal
    private static boolean onTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    private List<DemoCall> run(DemoBench bench, PrintStream out, boolean terminal)
            throws InterruptedException {
        Progress progress = new Progress(out, terminal, calls);
        List<DemoCall> placed = new ArrayList<>();
        long staggerNanos = Math.min(STAGGER_MS, ALL_BEGUN_MS / calls) * 1_000_000;
        long next = System.nanoTime();
        while (placed.size() < calls || placed.stream().anyMatch(call -> !call.isOver())) {
            if (placed.size() < calls && System.nanoTime() >= next) {
                placed.add(DemoCall.place(bench, placed.size() + 1));
                next += staggerNanos;
            }
            progress.show(placed);
            Thread.sleep(10);
        }
        progress.finish();
        return placed;
    }

    private static List<CallResult> results(List<DemoCall> placed) throws Exception {
        List<CallResult> results = new ArrayList<>();
        for (DemoCall call : placed) {
            results.add(call.result());
        }
        return results;
    }

    /** Prints all tables; whether nothing failed and nothing was lost. */
    private static boolean print(DemoReport report, List<CallResult> results, PrintStream out) {
        out.println();
        out.println(
                "Each call, as the phone heard it; silence and leaked: the worst of its barge-ins");
        out.println(report.calls());
        out.println("Per trunk, as the callers heard it");
        out.println(report.heardByTrunk());
        out.println(
                "Per trunk, as the gateway measured it (docs/metrics.md; p50 and p95 from buckets)");
        out.println(report.measuredByTrunk());
        long failed = results.stream().filter(CallResult::failed).count();
        long lost = results.stream().mapToLong(result -> result.lostFrames).sum();
        double droppedSeconds = report.droppedSeconds();
        out.print(report.faults());
        out.printf(
                Locale.ROOT,
                "%d calls, %d failed; %d frames lost, %.2f s of audio dropped.%n",
                results.size(),
                failed,
                lost,
                droppedSeconds);
        return failed == 0 && droppedSeconds == 0;
    }
}
