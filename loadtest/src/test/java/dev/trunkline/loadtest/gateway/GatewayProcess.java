package dev.trunkline.loadtest.gateway;

import dev.trunkline.gateway.Gateway;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A gateway in a JVM of its own. Closing it kills it, if it still runs. */
final class GatewayProcess implements AutoCloseable {
    private final Process process;
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
    private final List<Thread> readers;

    /** Starts it with this environment and nothing else of ours; without rehearsal if not asked. */
    GatewayProcess(Map<String, String> environment) throws IOException {
        this(java(), environment);
    }

    /** Starts it by this command, which becomes the gateway and does not fork. */
    GatewayProcess(List<String> command, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().clear();
        builder.environment().put("TRUNKLINE_WARM_UP", "0s");
        builder.environment().putAll(environment);
        process = builder.start();
        readers =
                List.of(
                        reading(process.getInputStream(), output),
                        reading(process.getErrorStream(), errors));
    }

    private static List<String> java() {
        // Without the tests' own logging: its ports are read from what it logs.
        String classPath =
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .filter(entry -> !entry.endsWith("test-classes"))
                        .collect(Collectors.joining(File.pathSeparator));
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                classPath,
                Gateway.class.getName());
    }

    private static Thread reading(InputStream from, ByteArrayOutputStream to) {
        return Thread.ofVirtual()
                .start(() -> {
                    byte[] bytes = new byte[8_192];
                    try (from) {
                        for (int read = from.read(bytes); read > 0; read = from.read(bytes)) {
                            to.write(bytes, 0, read);
                        }
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }

    long pid() {
        return process.pid();
    }

    boolean alive() {
        return process.isAlive();
    }

    /** SIGTERM. */
    void terminate() {
        process.toHandle().destroy();
    }

    int exitCode() {
        return process.exitValue();
    }

    /** All that it wrote to its error output; only after its end. */
    String errors() {
        for (Thread reader : readers) {
            try {
                reader.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return errors.toString(StandardCharsets.UTF_8);
    }

    /** All that it has logged so far. */
    String output() {
        return output.toString(StandardCharsets.UTF_8);
    }

    /** The number that its log gives this key, 0 if it has not come yet. */
    int number(String key) {
        Matcher value = Pattern.compile("\"" + key + "\"\\s*:\\s*\"?(\\d+)").matcher(output());
        return value.find() ? Integer.parseInt(value.group(1)) : 0;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
