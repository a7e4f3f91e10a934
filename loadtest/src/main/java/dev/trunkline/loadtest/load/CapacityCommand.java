package dev.trunkline.loadtest.load;

import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code capacity}: how many calls one core holds, for Trunkline's lanes and for a Node relay, one
 * after the other on the same core. To be run on another core itself: see {@code
 * loadtest/capacity}.
 */
@Command(
        name = "capacity",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Searches the largest number of calls that one core holds.")
public final class CapacityCommand implements Callable<Integer> {
    @Option(
            names = "--contenders",
            split = ",",
            paramLabel = "NAME",
            description = "in this order (default ${DEFAULT-VALUE}; of ${COMPLETION-CANDIDATES})",
            defaultValue = "TRUNKLINE_FAST,NODE_RELAY,TRUNKLINE_FAST,NODE_RELAY,TRUNKLINE_PLAIN")
    private List<Contender> contenders = List.of();

    @Option(
            names = "--node-relay",
            paramLabel = "DIR",
            description = "the Node relay, after npm ci (default ${DEFAULT-VALUE})",
            defaultValue = "loadtest/peers/node-relay")
    private Path nodeRelay = Path.of("");

    @Option(
            names = "--core",
            paramLabel = "N",
            description = "the core for the contender (default ${DEFAULT-VALUE})",
            defaultValue = "1")
    private int core;

    @Option(names = "--port", paramLabel = "PORT", defaultValue = "9910")
    private int port;

    @Option(names = "--model-port", paramLabel = "PORT", defaultValue = "9900")
    private int modelPort;

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
            description = "calls to begin with (default ${DEFAULT-VALUE})",
            defaultValue = "100")
    private int startCalls;

    @Option(
            names = "--measured-ms",
            paramLabel = "MS",
            description = "measured in each step (default ${DEFAULT-VALUE})",
            defaultValue = "5000")
    private int measuredMs;

    @Option(
            names = "--jvm-option",
            paramLabel = "OPTION",
            description = "for Trunkline's process, repeatable")
    private List<String> jvmOptions = new ArrayList<>();

    @Option(
            names = "--logs",
            paramLabel = "DIR",
            description = "what the contenders print (default ${DEFAULT-VALUE})",
            defaultValue = "loadtest/target/capacity")
    private Path logs = Path.of("");

    @Option(names = "--json", paramLabel = "FILE", description = "where to write all steps")
    private @Nullable Path json;

    /** Runs the command. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new CapacityCommand()).execute(arguments));
    }

    /** A contender's search. */
    record Finding(Contender contender, LoadResult best, List<LoadResult> steps) {}

    @Override
    public Integer call() throws Exception {
        Files.createDirectories(logs);
        Contender.Stage stage =
                new Contender.Stage(core, port, modelPort, nodeRelay, jvmOptions, logs);
        List<Finding> findings = new ArrayList<>();
        Vertx vertx = Generator.vertx();
        try {
            for (Contender contender : contenders) {
                try (TargetProcess process = contender.start(stage)) {
                    CapacitySearch search =
                            new CapacitySearch(
                                    vertx,
                                    contender.target(stage),
                                    process.pid(),
                                    new LoadPlan(
                                            startCalls,
                                            3_000,
                                            2_000,
                                            measuredMs,
                                            deltaMs,
                                            modelPort,
                                            0,
                                            0),
                                    limitMs,
                                    step -> System.out.println(line(contender, step, limitMs)));
                    LoadResult best = search.run();
                    findings.add(new Finding(contender, best, search.steps()));
                }
            }
        } finally {
            Generator.close(vertx);
        }
        System.out.println("\nthe largest number of calls that passed:");
        findings.forEach(
                finding -> System.out.println(line(finding.contender, finding.best, limitMs)));
        LoadCommand.write(json, findings);
        return 0;
    }

    private static String line(Contender contender, LoadResult step, double limitMs) {
        return String.format(
                Locale.ROOT,
                "%-15s %5d calls  %-6s p99 up %7.2f down %7.2f ms  max %7.2f %7.2f  lost %d/%d"
                        + "  late p99 %.2f %.2f  target %.2f cores %d MiB  generator %.2f cores"
                        + "  %.0f calls/core",
                contender,
                step.plan().calls(),
                CapacitySearch.passes(step, limitMs) ? "passes" : "fails",
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
                step.callsPerCore());
    }
}
