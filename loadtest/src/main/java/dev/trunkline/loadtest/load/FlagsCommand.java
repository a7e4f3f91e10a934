package dev.trunkline.loadtest.load;

import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code flags}: the image's tree with other options of Java, or another environment, one beside
 * another under the same load. To be run on another core itself: see {@code loadtest/flags}.
 */
@Command(
        name = "flags",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Starts the image's tree in one way after another on one core, puts calls on it, and",
            "prints a table: what is added to frames, CPU, memory, pauses."
        })
public final class FlagsCommand implements Callable<Integer> {
    private static final String RUN_IMAGE = "bin/image-run.sh";

    @Option(
            names = "--image",
            paramLabel = "TREE",
            description = "the tree of bin/image.sh (default ${DEFAULT-VALUE})",
            defaultValue = "target/image/rootfs")
    private Path image = Path.of("");

    @Option(
            names = "--arm",
            paramLabel = "NAME=WORDS",
            description = {
                "a way to run it: options of Java and assignments of the environment, with spaces",
                "between them; more than once (default: collectors, heaps, direct memory, loops)"
            })
    private Map<String, String> arms = new LinkedHashMap<>();

    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            description = "what Java takes for the pod's limit (default ${DEFAULT-VALUE})",
            defaultValue = "1g")
    private String memory = "";

    @Option(
            names = "--calls",
            paramLabel = "N",
            description = "calls at once (default ${DEFAULT-VALUE})",
            defaultValue = "200")
    private int calls;

    @Option(
            names = "--ramp",
            paramLabel = "S",
            description = "seconds over which they begin (default ${DEFAULT-VALUE})",
            defaultValue = "5")
    private int rampSeconds;

    @Option(
            names = "--warm-up",
            paramLabel = "S",
            description = "seconds after that which do not count (default ${DEFAULT-VALUE})",
            defaultValue = "20")
    private int warmUpSeconds;

    @Option(
            names = "--duration",
            paramLabel = "S",
            description = "seconds that count (default ${DEFAULT-VALUE})",
            defaultValue = "30")
    private int measuredSeconds;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "of every arm, each with a start of its own (default ${DEFAULT-VALUE})",
            defaultValue = "3")
    private int rounds;

    @Mixin private TargetOptions target = new TargetOptions();

    /** Runs the command. */
    public static void main(String[] arguments) {
        CommandLine command = new CommandLine(new FlagsCommand());
        command.setExecutionExceptionHandler((failed, line, _) -> {
            line.getErr().println(failed.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        });
        System.exit(command.execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        if (rounds < 1) {
            throw new LoadException("--rounds " + rounds + ": expected 1 or more");
        }
        for (Path needed : List.of(Path.of(RUN_IMAGE), image.resolve("app/java.options"))) {
            if (!Files.exists(needed)) {
                throw new LoadException(
                        "no " + needed + ": run bin/image.sh target/image, where ./trunkline is");
            }
        }
        List<FlagsTable.Row> rows =
                arms().stream().map(arm -> new FlagsTable.Row(arm, new ArrayList<>())).toList();
        Contender.Stage stage = target.stage(Path.of(""), List.of());
        boolean failed = false;
        Vertx vertx = Generator.vertx();
        try {
            for (int round = 0; round < rounds; round++) {
                for (FlagsTable.Row row : round % 2 == 0 ? rows : rows.reversed()) {
                    System.err.printf(
                            Locale.ROOT,
                            "%s: round %d of %d%n",
                            row.arm().name(),
                            round + 1,
                            rounds);
                    failed |= !measured(vertx, row, stage);
                }
            }
        } finally {
            Generator.close(vertx);
        }
        System.out.print(
                FlagsTable.of(rows.stream().filter(row -> !row.rounds().isEmpty()).toList()));
        return failed ? 1 : 0;
    }

    /** False if it did not start: the others go on, since an hour of them may be done. */
    private boolean measured(Vertx vertx, FlagsTable.Row row, Contender.Stage stage)
            throws Exception {
        try {
            row.rounds().add(measure(vertx, row.arm(), stage));
            return true;
        } catch (LoadException notStarted) {
            System.err.println(row.arm().name() + ": " + notStarted.getMessage());
            return false;
        }
    }

    private List<FlagsArm> arms() {
        return arms.isEmpty()
                ? FlagsArm.usual()
                : arms.entrySet().stream()
                        .map(arm -> FlagsArm.of(arm.getKey(), arm.getValue()))
                        .toList();
    }

    private FlagsTable.Round measure(Vertx vertx, FlagsArm arm, Contender.Stage stage)
            throws Exception {
        String name = arm.name().replaceAll("\\W+", "-");
        Path log = stage.logs().resolve("flags-" + name + ".log");
        Path options = stage.logs().resolve("flags-" + name + ".options").toAbsolutePath();
        // First, so that an arm can say otherwise: the later of two wins.
        arm.write(options, image, List.of("-XX:MaxRAM=" + memory, Stops.LOGGED));
        LoadPlan plan =
                new LoadPlan(
                        calls,
                        rampSeconds * 1_000L,
                        warmUpSeconds * 1_000L,
                        measuredSeconds * 1_000L,
                        100,
                        stage.modelPort(),
                        0,
                        0);
        List<String> command = List.of(RUN_IMAGE, image.toString());
        try (TargetProcess gateway =
                TargetProcess.start(
                        command,
                        environment(arm, stage, options),
                        stage.core(),
                        stage.port(),
                        log)) {
            LoadTarget called = Contender.PASS_THROUGH.target(stage);
            long countedMs = System.currentTimeMillis() + plan.rampMs() + plan.warmUpMs();
            LoadResult load = new LoadRun(vertx, called, plan, gateway.pid()).run();
            return new FlagsTable.Round(
                    load, Stops.in(log, countedMs, countedMs + plan.measuredMs()));
        }
    }

    /** As in the capacity test, but for what is the image's own. */
    private static Map<String, String> environment(
            FlagsArm arm, Contender.Stage stage, Path options) {
        Map<String, String> environment = new HashMap<>(Contender.ofTrunkline(stage));
        environment.remove("EVENT_LOOPS");
        environment.put("TRUNKLINE_RECORDS_DIRECTORY", "/var/lib/trunkline");
        environment.put("IMAGE_JAVA_OPTIONS", options.toString());
        environment.putAll(arm.environment());
        return environment;
    }
}
