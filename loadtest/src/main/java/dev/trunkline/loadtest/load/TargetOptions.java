package dev.trunkline.loadtest.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Where and with what a process runs that the load test starts itself. */
final class TargetOptions {
    @Option(
            names = "--core",
            paramLabel = "N",
            description = "the core for it; -1: any (default ${DEFAULT-VALUE})",
            defaultValue = "1")
    private int core;

    @Option(names = "--port", paramLabel = "PORT", defaultValue = "9910")
    private int port;

    @Option(names = "--model-port", paramLabel = "PORT", defaultValue = "9900")
    private int modelPort;

    @Option(
            names = "--jvm-option",
            paramLabel = "OPTION",
            description = "for Trunkline's process, repeatable")
    private List<String> jvmOptions = new ArrayList<>();

    @Option(
            names = "--logs",
            paramLabel = "DIR",
            description = "what it prints (default ${DEFAULT-VALUE})",
            defaultValue = "loadtest/target/capacity")
    private Path logs = Path.of("");

    /**
     * Makes the directory for what is printed, too.
     *
     * @param peers directory of the Node relays
     * @param further options of Trunkline's process, before those of the command line
     */
    Contender.Stage stage(Path peers, List<String> further) throws IOException {
        Files.createDirectories(logs);
        List<String> all = new ArrayList<>(further);
        all.addAll(jvmOptions);
        return new Contender.Stage(core, port, modelPort, peers, all, logs);
    }
}
