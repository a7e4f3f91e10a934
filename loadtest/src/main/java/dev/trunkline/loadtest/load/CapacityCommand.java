package dev.trunkline.loadtest.load;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code capacity}: how many calls one core holds, for Trunkline in several settings and for relays
 * on Node, one after the other on the same core. To be run on another core itself: see {@code
 * loadtest/capacity}.
 */
@Command(
        name = "capacity",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Searches the largest number of calls that one core holds: p99 of what is added to a",
            "frame within a limit in both directions, and no frame lost."
        })
public final class CapacityCommand implements Callable<Integer> {
    private static final int RAMP_MS = 2_000;

    /** A step begins with some hundred calls a second, whose setups are not what is measured. */
    private static final int SETTLE_MS = 4_000;

    @Option(
            names = "--contenders",
            split = ",",
            paramLabel = "NAME",
            converter = Contender.Named.class,
            description = {
                "in this order, one more than once if wanted (default ${DEFAULT-VALUE});",
                "there is plain-lane besides"
            },
            defaultValue =
                    "pass-through,pass-through-io-uring,node-relay,agents-relay,transcoding,"
                            + "pass-through-tls,transcoding-tls")
    private List<Contender> contenders = List.of();

    @Option(
            names = "--peers",
            paramLabel = "DIR",
            description = "the Node relays (default ${DEFAULT-VALUE})",
            defaultValue = "loadtest/peers")
    private Path peers = Path.of("");

    @Mixin private TargetOptions target = new TargetOptions();

    @Option(
            names = "--limit-ms",
            paramLabel = "MS",
            description = "p99 of the added latency, both ways (default ${DEFAULT-VALUE})",
            defaultValue = "20")
    private double limitMs;

    @Option(
            names = "--delta-ms",
            paramLabel = "MS",
            description = "audio in each delta of the model (default ${DEFAULT-VALUE})",
            defaultValue = "100")
    private int deltaMs;

    @Option(
            names = "--start",
            paramLabel = "N",
            description = "calls to begin with (default: what each contender usually holds)",
            defaultValue = "0")
    private int startCalls;

    @Option(
            names = "--resolution",
            paramLabel = "SHARE",
            description = "how close to the limit the search goes (default ${DEFAULT-VALUE})",
            defaultValue = "0.04")
    private double resolution;

    @Option(
            names = "--measured-ms",
            paramLabel = "MS",
            description = "measured in each step (default ${DEFAULT-VALUE})",
            defaultValue = "12000")
    private int measuredMs;

    @Option(
            names = "--quiet-cores",
            paramLabel = "SHARE",
            description = "what other processes may use of a core (default ${DEFAULT-VALUE})",
            defaultValue = "0.15")
    private double quietCores;

    @Option(
            names = "--at-least",
            paramLabel = "TIMES",
            description = {
                "exit code 1 if pass-through, over epoll or io_uring, holds fewer times what the",
                "better peer does"
            },
            defaultValue = "0")
    private double atLeast;

    @Option(names = "--json", paramLabel = "FILE", description = "where to write all steps")
    private @Nullable Path json;

    /** Runs the command. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new CapacityCommand()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        Contender.Stage stage = target.stage(peers, List.of());
        List<CapacityReport.Finding> findings = new ArrayList<>();
        Vertx vertx = Generator.vertx();
        try {
            for (Contender contender : contenders) {
                findings.add(search(vertx, contender, stage));
            }
        } finally {
            Generator.close(vertx);
        }
        CapacityReport report = CapacityReport.of(findings);
        System.out.println("\nthe largest number of calls that passed:");
        System.out.print(report.table());
        LoadCommand.write(json, report);
        double times =
                Math.max(
                        report.timesBestPeer(Contender.PASS_THROUGH),
                        report.timesBestPeer(Contender.PASS_THROUGH_IO_URING));
        return times < atLeast ? 1 : 0;
    }

    private CapacityReport.Finding search(Vertx vertx, Contender contender, Contender.Stage stage)
            throws Exception {
        int begin = startCalls > 0 ? startCalls : contender.usualCalls();
        LoadPlan plan =
                new LoadPlan(
                        begin, RAMP_MS, SETTLE_MS, measuredMs, deltaMs, stage.modelPort(), 0, 0);
        CapacitySearch.Goal goal = new CapacitySearch.Goal(limitMs, resolution, quietCores);
        try (TargetProcess process = contender.start(stage)) {
            CapacitySearch search =
                    new CapacitySearch(
                            vertx,
                            contender.target(stage),
                            process.pid(),
                            plan,
                            goal,
                            step -> System.out.println(line(contender, step, goal)));
            LoadResult best = search.run();
            return new CapacityReport.Finding(contender, best, search.steps());
        }
    }

    private static String line(Contender contender, LoadResult step, CapacitySearch.Goal goal) {
        return String.format(
                Locale.ROOT,
                "%-17s %5d calls  %-6s p99 up %7.2f down %7.2f ms  max %7.2f %7.2f  lost %d/%d"
                        + "  late p99 %.2f %.2f  target %.2f cores %d MiB  generator %.2f cores  others %.2f"
                        + "  %.0f calls/core%s",
                contender,
                step.plan().calls(),
                goal.reachedBy(step) ? "passes" : "fails",
                step.uplink().added().p99(),
                step.downlink().added().p99(),
                step.uplink().added().max(),
                step.downlink().added().max(),
                step.uplink().counts().lost(),
                step.downlink().counts().lost(),
                step.uplink().lateness().p99(),
                step.downlink().lateness().p99(),
                step.target().cores(),
                step.target().residentMiB(),
                step.generator().cores(),
                step.otherCores(),
                step.callsPerCore(),
                step.lossless() ? "" : "  " + String.join("; ", step.problems(null)));
    }
}
