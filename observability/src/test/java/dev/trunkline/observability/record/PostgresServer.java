package dev.trunkline.observability.record;

import static dev.trunkline.observability.record.Eventually.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL of the tests' own: Debian's binaries, a cluster in a directory, loopback only. It
 * sorts text as English does, which is not the order of bytes. As root it runs as Debian's user
 * {@code postgres}, since it refuses root. Other modules' tests use it as well.
 */
public final class PostgresServer implements AutoCloseable {
    static final String PASSWORD = "s3cret/p@ss?word";
    private static final String PASSWORD_IN_URL = "s3cret%2Fp%40ss%3Fword";
    private static final String USER = "trunkline";

    private final Path home;
    private final Path directory;
    private final int port;
    private @Nullable Process server;
    private int databases;

    private PostgresServer(Path home, Path directory, int port) {
        this.home = home;
        this.directory = directory;
        this.port = port;
    }

    /** Makes a cluster below {@code home}, and starts it. */
    public static PostgresServer start(Path home) throws IOException, InterruptedException {
        Path directory = Files.createDirectory(home.resolve("cluster"));
        Path password = Files.writeString(home.resolve("password"), PASSWORD);
        if (isRoot()) {
            Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
            run(List.of("chown", "postgres:", directory.toString(), password.toString()));
        }
        run(
                asServer(
                        binary("initdb"),
                        "--pgdata=" + directory,
                        "--username=" + USER,
                        "--pwfile=" + password,
                        "--auth=scram-sha-256",
                        "--encoding=UTF8",
                        "--locale=C.UTF-8",
                        "--locale-provider=icu",
                        "--icu-locale=en",
                        "--no-sync"));
        PostgresServer server = new PostgresServer(home, directory, freePort());
        server.start();
        return server;
    }

    /** The same cluster again, after {@link #kill}; comes back when it answers. */
    public void start() throws IOException {
        server =
                new ProcessBuilder(
                                asServer(
                                        binary("postgres"),
                                        "-D",
                                        directory.toString(),
                                        "-p",
                                        String.valueOf(port),
                                        "-c",
                                        "listen_addresses=127.0.0.1",
                                        "-c",
                                        "unix_socket_directories=",
                                        "-c",
                                        "fsync=off",
                                        "-c",
                                        "max_connections=20"))
                        .directory(home.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(home.resolve("log").toFile())
                        .start();
        eventually("PostgreSQL answers", this::answers);
    }

    private boolean answers() {
        try (Connection _ = connect("postgres")) {
            return true;
        } catch (SQLException notYet) {
            if (!process().isAlive()) {
                throw new AssertionError("PostgreSQL ended: " + log(), notYet);
            }
            return false;
        }
    }

    private String log() {
        try {
            return Files.readString(home.resolve("log"));
        } catch (IOException unreadable) {
            return "no log";
        }
    }

    /** As the user that owns the cluster; the database {@code postgres} is always there. */
    public Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?loginTimeout=5",
                USER,
                PASSWORD);
    }

    /** A new one, empty. */
    RecordDatabase newDatabase() {
        String name = "records " + ++databases; // a name that a URL has to escape
        try (Connection connection = connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE \"" + name + "\"");
        } catch (SQLException failed) {
            throw new AssertionError("no new database", failed);
        }
        return RecordDatabase.PostgreSql.parse(url(name.replace(" ", "%20")));
    }

    /** Of a database, as {@code DATABASE_URL} wants it. */
    public String url(String database) {
        return "postgres://%s:%s@127.0.0.1:%d/%s?sslmode=disable"
                .formatted(USER, PASSWORD_IN_URL, port, database);
    }

    /** As a machine that loses its power: no process of it says good-bye. */
    public void kill() {
        Process process = process();
        List<ProcessHandle> family =
                Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
        process.destroyForcibly(); // first, or it would start its helpers again
        family.forEach(ProcessHandle::destroyForcibly);
        eventually("PostgreSQL has gone", () -> family.stream().noneMatch(ProcessHandle::isAlive));
    }

    /** Alive, and answers nothing. */
    public void freeze() throws IOException, InterruptedException {
        signal("STOP");
    }

    public void thaw() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("kill", "-" + name));
        command.add(String.valueOf(process().pid()));
        process().descendants().forEach(child -> command.add(String.valueOf(child.pid())));
        // A helper may have ended meanwhile: what counts is that the others got the signal.
        int _ = new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
    }

    private Process process() {
        return Objects.requireNonNull(server);
    }

    @Override
    public void close() {
        kill();
    }

    private static List<String> asServer(String... command) {
        List<String> all = new ArrayList<>();
        if (isRoot()) {
            // Becomes the command, so that its process is the one we started.
            Collections.addAll(
                    all, "setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups");
        }
        Collections.addAll(all, command);
        return all;
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(command)
                        .directory(Path.of("/").toFile())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0) {
            throw new AssertionError(command.getFirst() + " failed: " + output);
        }
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    /** Debian keeps them apart by version. */
    private static String binary(String name) throws IOException {
        try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
            return versions.map(version -> version.resolve("bin").resolve(name))
                    .filter(Files::isExecutable)
                    .findFirst()
                    .orElseThrow()
                    .toString();
        }
    }

    /** Below the range that the system hands out: nothing takes it while the server is away. */
    private static int freePort() {
        for (int attempt = 0; attempt < 1_000; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
            try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return port;
            } catch (IOException taken) {
                // the next one
            }
        }
        throw new AssertionError("no free port");
    }
}
