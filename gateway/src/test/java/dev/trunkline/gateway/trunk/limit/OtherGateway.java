package dev.trunkline.gateway.trunk.limit;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

/** A {@link SlotTaker} in a process of its own. */
final class OtherGateway implements AutoCloseable {
    private final Process process;
    private final BufferedReader answers;
    private final BufferedWriter commands;

    private OtherGateway(Process process) {
        this.process = process;
        answers = process.inputReader();
        commands = process.outputWriter();
    }

    /** Comes back when it is ready. */
    static OtherGateway start(String databaseUrl, String name, Duration leaseTime)
            throws IOException {
        OtherGateway gateway =
                new OtherGateway(
                        new ProcessBuilder(
                                        ProcessHandle.current().info().command().orElseThrow(),
                                        "-Xmx128m",
                                        "-XX:TieredStopAtLevel=1",
                                        "--enable-native-access=ALL-UNNAMED",
                                        "-cp",
                                        System.getProperty("java.class.path"),
                                        SlotTaker.class.getName(),
                                        databaseUrl,
                                        name,
                                        String.valueOf(leaseTime.toMillis()))
                                .redirectError(ProcessBuilder.Redirect.INHERIT)
                                .start());
        gateway.answer();
        return gateway;
    }

    /** Does not wait for the answer. */
    void tell(String command) {
        try {
            commands.write(command + "\n");
            commands.flush();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    /** To the first question that has none yet. */
    String answer() {
        try {
            for (String line = answers.readLine(); line != null; line = answers.readLine()) {
                if (line.startsWith("> ")) { // what else there is, is its log
                    return line.substring(2);
                }
            }
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
        throw new AssertionError("the other gateway ended");
    }

    int ask(String command) {
        tell(command);
        return Integer.parseInt(answer());
    }

    /** As a pod that is killed: nothing of it says good-bye. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }
}
