package dev.trunkline.loadtest.start;

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
    @Option(
            names = "--arm",
            paramLabel = "NAME=ENVIRONMENT",
            description = {
                "starts with this environment: assignments with commas between them; more than once",
                "(default: --arm cold=TRUNKLINE_WARM_UP=0s --arm rehearsed=TRUNKLINE_WARM_UP=3s)"
            })
    private Map<String, String> arms = new LinkedHashMap<>();

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

    @Option(
            names = "--command",
            paramLabel = "COMMAND",
            defaultValue = "",
            description = {
                "becomes the gateway, as in \"bin/image-run.sh target/image/rootfs\"; words are parted by",
                "spaces (default: this Java with this class path)"
            })
    private String command = "";

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (spec != null && (rounds < 1 || seconds < 1)) {
            throw new ParameterException(
                    spec.commandLine(), "--rounds, --seconds: expected 1 or more");
        }
        if (arms.isEmpty()) {
            arms.put("cold", "TRUNKLINE_WARM_UP=0s");
            arms.put("rehearsed", "TRUNKLINE_WARM_UP=3s");
        }
        List<Arm> measured = new ArrayList<>();
        arms.forEach((name, assignments) -> measured.add(new Arm(name, environment(assignments))));
        try (FirstCalls calls = new FirstCalls(gateway(), seconds)) {
            for (int round = 0; round <= rounds; round++) {
                List<Arm> order = round % 2 == 0 ? measured : measured.reversed();
                for (Arm arm : order) { // neither always meets what the other has left in caches
                    FirstCall call = calls.measure(arm.environment());
                    if (round > 0) {
                        arm.calls().add(call);
                    }
                }
            }
        }
        System.out.print(FirstCallTable.of(measured));
        return 0;
    }

    private List<String> gateway() {
        return command.isBlank()
                ? List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.trunkline.gateway.Gateway")
                : List.of(command.strip().split(" +"));
    }

    private Map<String, String> environment(String assignments) {
        Map<String, String> environment = new LinkedHashMap<>();
        for (String assignment : assignments.split(",", -1)) {
            int equals = assignment.indexOf('=');
            if (spec != null && equals < 1) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--arm: expected NAME=VARIABLE=VALUE, not " + assignment);
            }
            environment.put(assignment.substring(0, equals), assignment.substring(equals + 1));
        }
        return environment;
    }
}
