package dev.trunkline.loadtest.start;

import dev.trunkline.loadtest.process.ChildProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A gateway in a process of its own, ready. */
final class StartedGateway implements AutoCloseable {
    private static final int STOP_SECONDS = 20;
    private static final int START_SECONDS = 120;
    private static final Pattern READY =
            Pattern.compile("\\{\"port\":\"(\\d+)\"}.*\"gateway\\.ready\"");

    private final Process process;
    private final long startedNanos = System.nanoTime();
    private final Ready ready;

    /** Until it was ready; written by the thread that reads it. */
    private final List<String> log = new CopyOnWriteArrayList<>();

    /**
     * What it said when it was.
     *
     * @param port where it takes calls
     */
    private record Ready(int port, long atNanos) {}

    /** Blocks until it says that it is ready. */
    StartedGateway(List<String> command, Map<String, String> environment)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(Redirect.INHERIT);
        builder.environment().putAll(environment);
        process = builder.start();
        CompletableFuture<Ready> said = new CompletableFuture<>();
        Thread.ofVirtual().name("gateway-log").start(() -> read(said));
        try {
            ready = said.get(START_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException notReady) {
            close();
            throw new IOException(
                    "the gateway did not become ready; expected gateway.ready in its log, which is:\n"
                            + String.join("\n", log),
                    notReady);
        }
    }

    /** To the end of its life: a log that nobody reads would stop it. */
    private void read(CompletableFuture<Ready> said) {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (said.isDone()) {
                    continue;
                }
                log.add(line);
                Matcher port = READY.matcher(line);
                if (port.find()) {
                    said.complete(new Ready(Integer.parseInt(port.group(1)), System.nanoTime()));
                }
            }
            said.completeExceptionally(new IOException("it ended"));
        } catch (IOException closed) {
            said.completeExceptionally(closed);
        }
    }

    int port() {
        return ready.port;
    }

    /** How long it took from the process's start on. */
    long readyNanos() {
        return ready.atNanos - startedNanos;
    }

    @Override
    public void close() {
        ChildProcess.end(process, STOP_SECONDS);
    }
}
