package dev.trunkline.loadtest.chaos;

import dev.trunkline.gateway.Gateway;
import dev.trunkline.loadtest.process.ChildProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** A gateway in a process of its own, which can be stopped and let go on. */
final class GatewayChild implements AutoCloseable {

    private static final int STOP_SECONDS = 20;
    private final Process process;

    /** Starts it with this environment and nothing else of ours. */
    GatewayChild(Map<String, String> environment, Path log) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx256m",
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Gateway.class.getName())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile());
        builder.environment().clear();
        builder.environment().put("TRUNKLINE_WARM_UP", "0s"); // a start is none of the faults
        builder.environment().putAll(environment);
        process = builder.start();
    }

    /**
     * @param name as in {@code STOP}
     */
    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    }

    @Override
    public void close() {
        ChildProcess.end(process, STOP_SECONDS);
    }
}
