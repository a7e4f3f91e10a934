package dev.trunkline.loadtest.start;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code first-call}: what the first call after a start takes, one arm of starts beside another.
 */
@Command(
        name = "first-call",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Starts a gateway, places one call as soon as it is ready, measures it, stops the gateway;",
            "each arm in turn, several times. A first round does not count: it warms this process."
        })
public final class FirstCallCommand implements Callable<Integer> {
    private static final String RUN_IMAGE = "bin/image-run.sh";

    @Option(
            names = "--arm",
            paramLabel = "NAME=ENVIRONMENT",
            description = {
                "starts with this environment: assignments with commas between them; more than once",
                "(default: with and without the warm-up; of an image with and without its cache, too);",
                "IMAGE=TREE among them is another tree than that of --image"
            })
    private Map<String, String> arms = new LinkedHashMap<>();

    @Option(
            names = "--image",
            paramLabel = "TREE",
            description = {
                "becomes the gateway, by " + RUN_IMAGE + " of this checkout: target/image/rootfs",
                "(default: this Java with this class path)"
            })
    private @Nullable Path image;

    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            defaultValue = "1g",
            description =
                    "with --image, what Java takes for the pod's limit (default ${DEFAULT-VALUE})")
    private String memory = "";

    @Option(
            names = "--core",
            paramLabel = "N",
            defaultValue = "-1",
            description = "the gateway's only core, by taskset; -1: any (default ${DEFAULT-VALUE})")
    private int core;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "5",
            description = "starts of each arm that count (default ${DEFAULT-VALUE})")
    private int rounds;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "3",
            description = "how long each call lasts (default ${DEFAULT-VALUE})")
    private int seconds;

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (rounds < 1 || seconds < 1) {
            throw wrong("--rounds, --seconds: expected 1 or more");
        }
        List<Arm> measured = arms();
        try (FirstCalls calls = new FirstCalls(seconds)) {
            for (int round = 0; round <= rounds; round++) {
                List<Arm> order = round % 2 == 0 ? measured : measured.reversed();
                for (Arm arm : order) { // neither always meets what the other has left in caches
                    FirstCall call = calls.measure(gateway(arm), arm.environment());
                    if (round > 0) {
                        arm.calls().add(call);
                    }
                }
            }
        }
        System.out.print(FirstCallTable.of(measured));
        return 0;
    }

    private List<Arm> arms() {
        if (arms.isEmpty()) {
            return image == null ? Arm.ofProcess() : Arm.ofImage(memory);
        }
        try {
            return arms.entrySet().stream()
                    .map(arm -> Arm.of(arm.getKey(), arm.getValue()))
                    .toList();
        } catch (IllegalArgumentException malformed) {
            throw wrong(String.valueOf(malformed.getMessage()));
        }
    }

    private List<String> gateway(Arm arm) {
        List<String> command = new ArrayList<>();
        if (core >= 0) {
            command.addAll(List.of("taskset", "-c", Integer.toString(core)));
        }
        String tree =
                arm.environment().getOrDefault("IMAGE", image == null ? "" : image.toString());
        if (!tree.isEmpty()) {
            if (!Files.isExecutable(Path.of(RUN_IMAGE))) {
                throw wrong("--image: no " + RUN_IMAGE + " here: run it where ./trunkline is");
            }
            command.addAll(List.of(RUN_IMAGE, tree));
            return command;
        }
        command.addAll(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.trunkline.gateway.Gateway"));
        return command;
    }

    private RuntimeException wrong(String why) {
        return spec == null
                ? new IllegalArgumentException(why)
                : new ParameterException(spec.commandLine(), why);
    }
}
