package dev.trunkline.loadtest.start;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A gateway in a process of its own, ready. */
final class StartedGateway implements AutoCloseable {
    private static final int STOP_SECONDS = 20;
    private static final Pattern READY =
            Pattern.compile("\\{\"port\":\"(\\d+)\"}.*\"gateway\\.ready\"");

    private final Process process;
    private final int port;
    private final long readyNanos;

    /** Blocks until it says that it is ready. */
    StartedGateway(List<String> command, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(Redirect.INHERIT);
        builder.environment().putAll(environment);
        long startedNanos = System.nanoTime();
        process = builder.start();
        BufferedReader log =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        int found = 0;
        StringBuilder said = new StringBuilder();
        for (String line = log.readLine(); line != null; line = log.readLine()) {
            said.append(line).append('\n');
            Matcher ready = READY.matcher(line);
            if (ready.find()) {
                found = Integer.parseInt(ready.group(1));
                break;
            }
        }
        readyNanos = System.nanoTime() - startedNanos;
        port = found;
        if (found == 0) {
            close();
            throw new IOException("the gateway did not become ready; it said:\n" + said);
        }
    }

    int port() {
        return port;
    }

    /** How long it took. */
    long readyNanos() {
        return readyNanos;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException stopping) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
