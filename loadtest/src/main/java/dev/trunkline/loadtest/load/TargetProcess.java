package dev.trunkline.loadtest.load;

import dev.trunkline.loadtest.process.ChildProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A gateway or relay as a child process on one core, for the time of a measurement. */
final class TargetProcess implements AutoCloseable {
    private static final int STOP_SECONDS = 10;
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final int POLL_MS = 50;

    private final Process process;

    private TargetProcess(Process process) {
        this.process = process;
        // Whoever stops this command wants its port back.
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly, "end-of-target"));
    }

    /**
     * Starts {@code command} under {@code taskset} and waits until it listens.
     *
     * @param core number of the core, from 0, where all of its threads stay; or {@link
     *     Contender.Stage#ANY_CORE}
     * @param log where its output goes
     */
    static TargetProcess start(
            List<String> command, Map<String, String> environment, int core, int port, Path log)
            throws IOException, InterruptedException {
        List<String> pinned = new ArrayList<>();
        if (core != Contender.Stage.ANY_CORE) {
            pinned.addAll(List.of("taskset", "-c", Integer.toString(core)));
        }
        pinned.addAll(command);
        ProcessBuilder builder =
                new ProcessBuilder(pinned).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        TargetProcess target = new TargetProcess(builder.start());
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (!listens(port)) {
            if (!target.process.isAlive() || System.nanoTime() > deadline) {
                target.close();
                throw new LoadException(
                        command.getFirst()
                                + " does not listen on port "
                                + port
                                + ": see its output in "
                                + log);
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
        }
        return target;
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), POLL_MS);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** taskset replaces itself by the command: this is the command's own. */
    long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        ChildProcess.end(process, STOP_SECONDS);
    }
}
