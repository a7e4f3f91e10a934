package dev.trunkline.loadtest.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trunkline.gateway.Gateway;
import dev.trunkline.gateway.config.GatewayConfigLoader;
import dev.trunkline.loadtest.gateway.Leaks;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.vertx.core.Future;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The short forms of what takes half an hour, or five hundred calls. */
@Tag("alone")
@ExtendWith(Leaks.class)
class LoadScenariosIT {
    private static final String AUTH_TOKEN = "8f1e2d3c4b5a69788796a5b4c3d2e1f0";

    private final int modelPort = FreePort.get();

    @TempDir private Path directory;

    @Test
    void soak_servesCallsThatComeAndGo_andFindsFilesAndTimersFlat() throws Exception {
        JsonNode report =
                load(
                        Map.of(),
                        List.of("--scenario", "soak", "--calls", "12", "--call-length", "12"),
                        List.of("--ramp", "1", "--warm-up", "2", "--duration", "9"),
                        List.of("--sample-ms", "250", "--conversations", "1"),
                        List.of("--objective", "5000"));

        lostNothing(report);
        JsonNode calls = report.path("calls");
        assertThat(calls.path("placed").asInt()).isGreaterThan(12);
        assertThat(calls.path("served").asInt()).isEqualTo(calls.path("placed").asInt());
        JsonNode soak = report.path("soak");
        assertThat(soak.path("samples")).hasSizeGreaterThan(20);
        assertThat(soak.path("failedLooks").asInt()).isZero();
        assertThat(soak.path("samples").path(20).path("activeCalls").asInt()).isGreaterThan(10);
        assertThat(soak.path("samples").path(20).path("timers").asInt()).isGreaterThan(12);
        for (JsonNode trend : soak.path("trends")) {
            // of memory a JVM that other tests share says nothing in ten seconds
            if (List.of("open files", "timers").contains(trend.path("name").asText())) {
                assertThat(trend.path("verdict").asText()).as("%s", trend).isEqualTo("FLAT");
            }
        }
        JsonNode talk = report.path("conversations");
        assertThat(talk.path("turns").asInt()).isPositive();
        assertThat(talk.path("failed").asInt()).isZero();
        assertThat(talk.path("response").path("p50").asDouble()).isGreaterThanOrEqualTo(900);
        isDrawn(report);
    }

    @Test
    void spike_overTls_isServedUpToTheLimit_andTheRestIsToldSo() throws Exception {
        Path certificate = directory.resolve("tls.crt");
        Path key = directory.resolve("tls.key");
        X509Bundle bundle =
                new CertificateBuilder()
                        .subject("CN=voice.gateway.example")
                        .addSanDnsName("voice.gateway.example")
                        .ecp256()
                        .setIsCertificateAuthority(true)
                        .buildSelfSigned();
        Files.writeString(certificate, bundle.getCertificatePathPEM());
        Files.writeString(key, bundle.getPrivateKeyPEM());

        JsonNode report =
                load(
                        Map.of(
                                "TLS_CERTIFICATE",
                                certificate.toString(),
                                "TLS_KEY",
                                key.toString(),
                                "TRUNKLINE_LIMITS_MAX_CALLS",
                                "40"),
                        List.of("--scenario", "spike", "--calls", "60"),
                        List.of("--ramp", "1", "--warm-up", "0", "--duration", "4"),
                        List.of("--public-url", "https://voice.gateway.example"),
                        List.of("--trust", certificate.toString(), "--objective", "5000"));

        lostNothing(report);
        assertThat(report.path("calls"))
                .isEqualTo(
                        new JsonMapper()
                                .readTree(
                                        """
                                        {"placed": 60, "served": 40, "refused": 20, "failed": 0}
                                        """));
        assertThat(report.path("setup").path("refused").path("max").asDouble()).isPositive();
        assertThat(report.path("problems")).isEmpty();
    }

    private static void lostNothing(JsonNode report) {
        for (String direction : List.of("uplink", "downlink")) {
            JsonNode counts = report.path("steps").path(0).path(direction).path("counts");
            assertThat(counts.path("sent").asLong()).isGreaterThan(500);
            assertThat(counts.path("arrived").asLong())
                    .as("%s of %s", direction, report)
                    .isEqualTo(counts.path("sent").asLong());
        }
    }

    /** In a browser without a network. */
    private void isDrawn(JsonNode report) throws Exception {
        Process chromium =
                new ProcessBuilder(
                                "chromium",
                                "--headless",
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-background-networking",
                                "--user-data-dir=" + directory.resolve("browser"),
                                "--dump-dom",
                                directory.resolve("report.html").toUri().toString())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        String page = new String(chromium.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(chromium.waitFor()).isZero();
        assertThat(page)
                .contains("Load test: soak, ")
                .contains(report.path("begunAt").asText().substring(0, 10))
                .contains("Timers on the event loops");
        assertThat(Pattern.compile("<canvas").matcher(page).results().count())
                .as("plots: percentiles, and eight without a process")
                .isEqualTo(8);
    }

    @SafeVarargs
    private JsonNode load(Map<String, String> environment, List<String>... options)
            throws Exception {
        Map<String, String> all = new HashMap<>(environment);
        all.putAll(
                Map.of(
                        "PORT", "0",
                        "MANAGEMENT_PORT", "0",
                        "TRUNKLINE_HTTP_HOST", "127.0.0.1",
                        "TRUNKLINE_LIMITS_MAX_LOOP_LAG", "0ms",
                        "PUBLIC_URL", "https://voice.gateway.example",
                        "TWILIO_ACCOUNT_SID", "AC0123456789abcdef0123456789abcdef",
                        "TWILIO_AUTH_TOKEN", AUTH_TOKEN,
                        "OPENAI_API_KEY", "sk-simulated",
                        "OPENAI_REALTIME_URL", "ws://127.0.0.1:" + modelPort + "/v1/realtime",
                        "TRUNKLINE_RECORDS_DIRECTORY", directory.toString()));
        Gateway gateway = get(Gateway.start(GatewayConfigLoader.load(all)));
        try {
            Path json = directory.resolve("result.json");
            String scheme = environment.containsKey("TLS_KEY") ? "https" : "http";
            List<String> arguments =
                    new ArrayList<>(
                            List.of(
                                    "--gateway",
                                    scheme + "://127.0.0.1:" + gateway.port(),
                                    "--management",
                                    "http://127.0.0.1:" + gateway.managementPort(),
                                    "--auth-token",
                                    AUTH_TOKEN,
                                    "--model-port",
                                    Integer.toString(modelPort),
                                    "--json",
                                    json.toString(),
                                    "--report",
                                    directory.resolve("report.html").toString()));
            for (List<String> some : options) {
                arguments.addAll(some);
            }
            StringWriter errors = new StringWriter();
            int exitCode =
                    new CommandLine(new LoadCommand())
                            .setErr(new PrintWriter(errors))
                            .execute(arguments.toArray(String[]::new));
            assertThat(json).as("the result; instead: %s", errors).exists();
            JsonNode report = new JsonMapper().readTree(json.toFile());
            assertThat(exitCode).isEqualTo(report.path("passed").asBoolean() ? 0 : 1);
            return report;
        } finally {
            get(gateway.stop(Duration.ofSeconds(5)));
        }
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
