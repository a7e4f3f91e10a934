package dev.trunkline.loadtest.asterisk;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A real Asterisk on an address of loopback and free ports of its own. Where it will listen is
 * known before it is started, and stays the same when it is started again.
 */
public final class AsteriskProcess implements AutoCloseable {
    public static final String ARI_USER = "trunkline";
    public static final String ARI_PASSWORD = "ari-of-the-tests";

    private static final Duration MOST_TO_START = Duration.ofSeconds(30);
    private static final int MOST_TO_STOP_SECONDS = 10;
    private static final int RTP_PORTS = 400;

    /** Filled in from {@code resources/asterisk}. */
    private static final List<String> TEMPLATES =
            List.of(
                    "asterisk.conf",
                    "logger.conf",
                    "modules.conf",
                    "http.conf",
                    "ari.conf",
                    "rtp.conf",
                    "chan_websocket.conf",
                    "indications.conf",
                    "manager.conf",
                    "pjsip.conf",
                    "extensions.conf");

    /** Modules look for these and complain if they are missing. */
    private static final List<String> EMPTY =
            List.of("ccss", "cdr", "cel", "features", "pjproject", "stasis", "udptl");

    /** A module that cannot be loaded does not keep Asterisk from starting. */
    private static final List<String> NEEDED =
            List.of(
                    "chan_pjsip.so",
                    "chan_websocket.so",
                    "chan_rtp.so",
                    "res_websocket_client.so",
                    "res_ari_channels.so",
                    "res_ari_bridges.so",
                    "res_ari_events.so",
                    "codec_opus_open_source.so",
                    "res_rtp_asterisk.so");

    private final AsteriskInstall install;
    private final Path directory;
    private final String address = Loopback.address();
    private final int sipPort = Loopback.udpPort(address);
    private final int httpPort = Loopback.port(address);
    private final int firstRtpPort = Loopback.udpPort(address);
    private final List<CallerProcess> callers = new CopyOnWriteArrayList<>();
    private @Nullable Process process;

    /** Not started yet. */
    public AsteriskProcess(AsteriskInstall install) {
        this.install = install;
        try {
            // Short: its control socket lies in it, whose path may have 107 characters.
            directory = Files.createTempDirectory("asterisk");
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    /** Started, the machine's Asterisk. */
    public static AsteriskProcess started(AsteriskSetup setup) {
        AsteriskProcess asterisk = new AsteriskProcess(AsteriskInstall.find());
        try {
            asterisk.start(setup);
        } catch (Throwable failed) {
            asterisk.close();
            throw failed;
        }
        return asterisk;
    }

    String address() {
        return address;
    }

    /** Where callers dial to: {@code 127.0.0.7:10234}. */
    public String sip() {
        return address + ":" + sipPort;
    }

    /**
     * Where ARI answers, and the media sockets that are connected to it: {@code 127.0.0.7:10300}.
     */
    public String http() {
        return address + ":" + httpPort;
    }

    /** Waits until it is fully up. */
    public void start(AsteriskSetup setup) {
        if (process != null) {
            throw new IllegalStateException("is started already");
        }
        try {
            write(setup);
            Process started =
                    new ProcessBuilder(asterisk("-f"))
                            .redirectErrorStream(true)
                            .redirectOutput(directory.resolve("output").toFile())
                            .start();
            process = started;
            started.getOutputStream().close();
            awaitBooted(started);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        String modules = cli("module show");
        List<String> missing =
                NEEDED.stream()
                        .filter(needed ->
                                modules.lines()
                                        .noneMatch(line ->
                                                line.startsWith(needed)
                                                        && line.contains("Running")))
                        .toList();
        if (!missing.isEmpty()) {
            throw new AssertionError("Asterisk runs without " + missing + ":\n" + log());
        }
    }

    /** A command of its console, and what it answers. */
    public String cli(String command) {
        return CommandOutput.of(asterisk("-rx", command)).text();
    }

    /** Hangs every call up from Asterisk's side. */
    public void hangUpAll() {
        cli("channel request hangup all");
    }

    /** Channels that are there, one a line: {@code name!context!extension!…}. */
    public List<String> channels() {
        return cli("core show channels concise")
                .lines()
                .filter(line -> line.contains("!"))
                .toList();
    }

    /** All that it has logged. */
    public String log() {
        try (Stream<Path> files = Stream.of("output", "log").map(directory::resolve)) {
            StringBuilder all = new StringBuilder();
            for (Path file : files.filter(Files::exists).toList()) {
                all.append(Files.readString(file));
            }
            return all.toString();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Its log, and what its callers printed: for whoever looks for why a call went wrong. */
    public String report() {
        StringBuilder all = new StringBuilder(log());
        for (CallerProcess caller : callers) {
            all.append(caller).append(":\n").append(caller.said()).append('\n');
        }
        return all.toString();
    }

    void calledBy(CallerProcess caller) {
        callers.add(caller);
    }

    /** Ends it, by its process id; it can be started again. */
    public void stop() {
        Process running = process;
        if (running == null) {
            return;
        }
        process = null;
        end(running);
    }

    /** As a crash or a power cut ends it: calls and sockets just break off. */
    public void kill() {
        Process running = process;
        if (running != null) {
            process = null;
            running.destroyForcibly().onExit().join();
        }
    }

    private static void end(Process running) {
        running.destroy();
        try {
            if (!running.waitFor(MOST_TO_STOP_SECONDS, TimeUnit.SECONDS)) {
                running.destroyForcibly().onExit().join();
            }
        } catch (InterruptedException interrupted) {
            running.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** Ends it at once, whatever calls there are. */
    @Override
    public void close() {
        kill();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted((one, other) -> other.compareTo(one)).toList()) {
                Files.delete(file);
            }
        } catch (IOException undeletable) {
            throw new UncheckedIOException(undeletable);
        }
    }

    private void awaitBooted(Process started) {
        long deadline = System.nanoTime() + MOST_TO_START.toNanos();
        while (!cli("core waitfullybooted").contains("fully booted")) {
            if (!started.isAlive() || System.nanoTime() > deadline) {
                throw new AssertionError("Asterisk did not come up:\n" + log());
            }
            LockSupport.parkNanos(20_000_000);
        }
    }

    private List<String> asterisk(String... arguments) {
        List<String> command = install.command();
        command.add("-C");
        command.add(directory.resolve("asterisk.conf").toString());
        command.addAll(List.of(arguments));
        return command;
    }

    private void write(AsteriskSetup setup) throws IOException {
        Files.createDirectories(directory.resolve("spool"));
        Files.createDirectories(directory.resolve("keys"));
        Files.writeString(directory.resolve("acl.conf"), "");
        Map<String, String> values =
                Map.of(
                        "RUN", directory.toString(),
                        "MODULES", install.modules().toString(),
                        "SOUNDS", install.sounds().toString(),
                        "ADDRESS", address,
                        "SIP_PORT", Integer.toString(sipPort),
                        "HTTP_PORT", Integer.toString(httpPort),
                        "RTP_FIRST", Integer.toString(firstRtpPort),
                        "RTP_LAST", Integer.toString(firstRtpPort + RTP_PORTS - 1),
                        "ARI_USER", ARI_USER,
                        "ARI_PASSWORD", ARI_PASSWORD);
        for (String name : TEMPLATES) {
            String text = resource(name);
            for (Map.Entry<String, String> value : values.entrySet()) {
                text = text.replace("@" + value.getKey() + "@", value.getValue());
            }
            Files.writeString(
                    directory.resolve(name), text.replace("@DIALPLAN@", setup.dialplan()));
        }
        Files.writeString(
                directory.resolve("websocket_client.conf"),
                setup.webSockets().stream()
                        .map(AsteriskSetup.WebSocket::section)
                        .collect(Collectors.joining("\n")));
        for (String name : EMPTY) {
            Files.writeString(directory.resolve(name + ".conf"), "[general]\n");
        }
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = AsteriskProcess.class.getResourceAsStream("/asterisk/" + name)) {
            if (in == null) {
                throw new AssertionError("no resource asterisk/" + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Override
    public String toString() {
        return "asterisk(" + sip() + ")";
    }
}
