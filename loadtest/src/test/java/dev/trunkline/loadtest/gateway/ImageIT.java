package dev.trunkline.loadtest.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trunkline.loadtest.model.ModelBehavior;
import dev.trunkline.loadtest.model.SimulatedRealtime;
import dev.trunkline.loadtest.phone.CallProgress;
import dev.trunkline.loadtest.phone.GatewayAddress;
import dev.trunkline.loadtest.phone.PhoneCall;
import dev.trunkline.loadtest.phone.PhoneCallReport;
import dev.trunkline.loadtest.phone.PhoneCallReport.Outcome;
import dev.trunkline.loadtest.phone.SimulatedTwilio;
import dev.trunkline.observability.record.PostgresServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cyclonedx.model.Bom;
import org.cyclonedx.model.Component;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The image, as far as that goes without an engine: its root file system is built, and the gateway
 * runs in it, with the Dockerfile's user and command and nothing to write to but its two volumes.
 */
@ExtendWith(Leaks.class)
class ImageIT {
    private static final Path BIN = Path.of("..", "bin");
    private static final Path IMAGE = Path.of("target", "image").toAbsolutePath();
    private static final Path TREE = IMAGE.resolve("rootfs");

    private static final String DATABASE = "postgres";

    /** In a package URL. */
    private static final Pattern CLASSIFIER = Pattern.compile("[?&]classifier=([^&]+)");

    /** The Dockerfile's user. */
    private static final int USER = 10_001;

    /** A start takes seconds; on a machine that builds as well, several times as many. */
    private static final Duration START = Duration.ofSeconds(90);

    @TempDir private Path home;

    private static String archive = "";

    @BeforeAll
    static void build() throws IOException {
        archive = output(BIN.resolve("image.sh").toString(), IMAGE.toString()).strip();
    }

    @Test
    void holdsNothingThatAnyoneCouldRunBesidesJava_norWriteOver() throws Exception {
        assertThat(archive).isEqualTo(sha256(IMAGE.resolve("rootfs.tar")));
        for (String absent : List.of("bin/sh", "bin/bash", "usr/bin/env", "usr/bin/apt")) {
            assertThat(TREE.resolve(absent)).doesNotExist();
        }
        try (Stream<Path> files = Files.walk(TREE)) {
            assertThat(files.filter(ImageIT::othersMayWrite)).containsExactly(TREE.resolve("tmp"));
        }
        assertThat(jars())
                .anyMatch(jar -> jar.startsWith("gateway-"))
                .noneMatch(jar -> jar.startsWith("loadtest-") || jar.startsWith("junit-"))
                .allSatisfy(jar ->
                        assertThat(TREE.resolve("app/java.options"))
                                .content()
                                .contains("/app/lib/" + jar));
    }

    /** By CycloneDX's own types. */
    @Test
    void saysWhatIsInIt() throws Exception {
        File sbom = TREE.resolve("app/sbom.json").toFile();
        Bom bom = new ObjectMapper().readValue(sbom, Bom.class);
        assertThat(bom.getSpecVersion()).isEqualTo("1.6");
        Set<String> listed =
                Stream.concat(
                                Stream.of(bom.getMetadata().getComponent()),
                                bom.getComponents().stream())
                        .map(ImageIT::jar)
                        .collect(Collectors.toSet());
        assertThat(listed).containsAll(jars());
        assertThat(bom.getComponents())
                .filteredOn(each -> !each.getGroup().equals("dev.trunkline"))
                .allSatisfy(each -> assertThat(each.getLicenses()).isNotNull())
                .allSatisfy(each -> assertThat(each.getHashes()).isNotEmpty());
    }

    private static Set<String> jars() throws IOException {
        try (Stream<Path> files = Files.list(TREE.resolve("app/lib"))) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
        }
    }

    /** The file that a component is, as Maven names it. */
    private static String jar(Component component) {
        Matcher classifier = CLASSIFIER.matcher(component.getPurl());
        return component.getName()
                + "-"
                + component.getVersion()
                + (classifier.find() ? "-" + classifier.group(1) : "")
                + ".jar";
    }

    @Test
    void runsAsNobody_onAReadOnlyRoot_takesACall_recordsIt_andStopsWhenAsked() throws Exception {
        Vertx neighbours = Vertx.vertx();
        SimulatedRealtime model =
                Bench.get(SimulatedRealtime.start(neighbours, _ -> ModelBehavior.defaults()));
        try (PostgresServer server = PostgresServer.start(home);
                GatewayProcess process =
                        new GatewayProcess(
                                List.of(BIN.resolve("image-run.sh").toString(), TREE.toString()),
                                environment(model, server));
                HttpClient http = HttpClient.newHttpClient()) {
            Bench.await("the gateway is ready", START, () -> ready(process));
            assertThat(status(http, process, "/health/ready")).isEqualTo(200);
            assertConfined(process.pid());

            SimulatedTwilio twilio =
                    SimulatedTwilio.create(
                            neighbours,
                            Bench.ACCOUNT,
                            GatewayAddress.local(process.number("port")));
            PhoneCall call = twilio.place(Bench.shortCall("default").build());
            Bench.reached(call, CallProgress::agentAudible);
            process.terminate();
            PhoneCallReport report = Bench.ended(call);
            assertThat(report.outcome()).isEqualTo(Outcome.CALLER_HUNG_UP);
            Heard.assertAnswers(report.stream().orElseThrow(), 2, "in the image");

            Bench.await("the process has ended", START, () -> !process.alive());
            assertThat(process.exitCode()).isZero();
            assertThat(process.errors().lines())
                    .as("but for what Java says of its options")
                    .allMatch(line -> line.startsWith("Picked up JAVA_TOOL_OPTIONS"));
            assertThat(recordedCallSids(server)).containsExactly(call.callSid());
            Bench.got(twilio.closeAll());
        }
        Bench.get(model.close());
        Bench.get(Future.fromCompletionStage(neighbours.close().toCompletionStage()));
    }

    private static boolean ready(GatewayProcess process) {
        if (!process.alive()) {
            throw new AssertionError("it ended: " + process.errors());
        }
        return process.number("managementPort") > 0;
    }

    private static boolean othersMayWrite(Path file) {
        try {
            return !Files.isSymbolicLink(file)
                    && Files.getPosixFilePermissions(file)
                            .contains(PosixFilePermission.OTHERS_WRITE);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** What the kernel says of the process, whatever it was started by. */
    private static void assertConfined(long pid) throws IOException {
        Path process = Path.of("/proc", Long.toString(pid));
        assertThat(process.resolve("status"))
                .content()
                .doesNotContainPattern("(?m)^Uid:.*\\b0\\b")
                .containsPattern("(?m)^NoNewPrivs:\\s+1$");
        if (System.getProperty("user.name").equals("root")) {
            assertThat(process.resolve("status"))
                    .content()
                    .containsPattern("(?m)^Uid:(\\s+" + USER + "){4}$")
                    .containsPattern("(?m)^CapEff:\\s+0+$");
        }
        assertThat(Files.readAllLines(process.resolve("mountinfo")))
                .filteredOn(mount -> mount.matches("(\\S+ ){4}/ .*"))
                .as("its root")
                .isNotEmpty()
                .allMatch(mount -> mount.matches("(\\S+ ){5}ro[, ].*"));
        assertThat(process.resolve("maps"))
                .content()
                .as("what it loads by itself, from the volume and from the tree")
                .containsPattern("/tmp/libnetty_transport_native_epoll\\S+")
                .contains("/app/trunkline.aot")
                .contains("libopus.so.0");
    }

    private static Map<String, String> environment(SimulatedRealtime model, PostgresServer server) {
        Map<String, String> environment = new HashMap<>();
        environment.put("PATH", System.getenv("PATH"));
        environment.put("PORT", "0");
        environment.put("MANAGEMENT_PORT", "0");
        environment.put("TRUNKLINE_HTTP_HOST", "127.0.0.1");
        environment.put("PUBLIC_URL", "https://voice.gateway.example");
        environment.put("TWILIO_AUTH_TOKEN", Bench.ACCOUNT.authToken());
        environment.put("OPENAI_API_KEY", "sk-simulated");
        environment.put("OPENAI_REALTIME_URL", model.url());
        environment.put("DATABASE_URL", server.url(DATABASE));
        environment.put("TRUNKLINE_PBX_OPUS_ENGINE", "libopus");
        environment.put("TRUNKLINE_WARM_UP", "1s");
        // As in a pod of 1 GiB; and a cache that does not fit, for its jars, Java or options are
        // others, ends the process.
        environment.put("JAVA_TOOL_OPTIONS", "-XX:MaxRAM=1g -XX:AOTMode=on");
        return environment;
    }

    private static List<String> recordedCallSids(PostgresServer server) throws SQLException {
        try (Connection connection = server.connect(DATABASE);
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "SELECT string_agg(provider_call_id, ' ') FROM call_record")) {
            assertThat(rows.next()).isTrue();
            String callSids = rows.getString(1);
            return callSids == null ? List.of() : List.of(callSids.split(" "));
        }
    }

    private static int status(HttpClient http, GatewayProcess process, String path)
            throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + process.number("managementPort") + path);
        return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
                .statusCode();
    }

    private static String sha256(Path file) throws IOException, NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (var bytes = new DigestInputStream(Files.newInputStream(file), digest)) {
            bytes.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static String output(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.onExit().join().exitValue()).as(List.of(command).toString()).isZero();
        return output;
    }
}
