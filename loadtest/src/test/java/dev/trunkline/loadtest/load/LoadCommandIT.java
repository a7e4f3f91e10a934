package dev.trunkline.loadtest.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trunkline.gateway.Gateway;
import dev.trunkline.gateway.config.GatewayConfigLoader;
import io.vertx.core.Future;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

@Tag("alone")
class LoadCommandIT {
    private static final String ACCOUNT_SID = "AC0123456789abcdef0123456789abcdef";
    private static final String AUTH_TOKEN = "8f1e2d3c4b5a69788796a5b4c3d2e1f0";

    private final int modelPort = FreePort.get();

    @TempDir private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"fast", "plain"})
    void fiveCalls_loseNothing(String lane) throws Exception {
        JsonNode result = load(lane, "--warm-up", "1", "--duration", "2", "--pid", "0");

        for (String direction : List.of("uplink", "downlink")) {
            JsonNode counts = result.path(direction).path("counts");
            assertThat(counts.path("sent").asLong()).isGreaterThan(400);
            assertThat(counts.path("arrived").asLong()).isEqualTo(counts.path("sent").asLong());
            for (String mistake : List.of("early", "duplicated", "outOfOrder", "foreign")) {
                assertThat(counts.path(mistake).asLong()).as(mistake).isZero();
            }
            assertThat(result.path(direction).path("added").path("p50").asDouble()).isPositive();
        }
        assertThat(result.path("callsEnded").asInt()).isZero();
    }

    @Test
    void callerAudio_whileASlowModelConnects_isAllKept() throws Exception {
        JsonNode result =
                load(
                        "fast",
                        "--from-start",
                        "--duration",
                        "2",
                        "--model-upgrade-delay-ms",
                        "300",
                        "--model-session-delay-ms",
                        "300");
        JsonNode counts = result.path("uplink").path("counts");
        assertThat(counts.path("sent").asLong()).isGreaterThan(400);
        assertThat(counts.path("arrived").asLong()).isEqualTo(counts.path("sent").asLong());
        assertThat(counts.path("early").asLong()).isZero();
        // the first frames waited for the session: what was measured is what was meant
        assertThat(result.path("uplink").path("added").path("max").asDouble()).isGreaterThan(100);
    }

    private JsonNode load(String lane, String... options) throws Exception {
        Gateway gateway = get(Gateway.start(GatewayConfigLoader.load(environment(lane))));
        try {
            Path json = directory.resolve("result.json");
            List<String> arguments =
                    new ArrayList<>(
                            List.of(
                                    "--gateway",
                                    "127.0.0.1:" + gateway.port(),
                                    "--auth-token",
                                    AUTH_TOKEN,
                                    "--model-port",
                                    Integer.toString(modelPort),
                                    "--calls",
                                    "5",
                                    "--ramp",
                                    "1",
                                    "--json",
                                    json.toString()));
            arguments.addAll(List.of(options));
            StringWriter errors = new StringWriter();
            int exitCode =
                    new CommandLine(new LoadCommand())
                            .setErr(new PrintWriter(errors))
                            .execute(arguments.toArray(String[]::new));
            assertThat(json).as("the result; instead: %s", errors).exists();
            JsonNode result = new JsonMapper().readTree(json.toFile());
            assertThat(exitCode).as("%s", result).isZero();
            assertThat(result.path("version").asInt()).isEqualTo(1);
            assertThat(result.path("passed").asBoolean()).isTrue();
            return result.path("steps").path(0);
        } finally {
            get(gateway.stop(Duration.ofSeconds(5)));
        }
    }

    private Map<String, String> environment(String lane) {
        return Map.ofEntries(
                Map.entry("PORT", "0"),
                Map.entry("TRUNKLINE_LIMITS_MAX_LOOP_LAG", "0ms"),
                Map.entry("MANAGEMENT_PORT", "0"),
                Map.entry("TRUNKLINE_HTTP_HOST", "127.0.0.1"),
                Map.entry("PUBLIC_URL", "https://voice.gateway.example"),
                Map.entry("TWILIO_ACCOUNT_SID", ACCOUNT_SID),
                Map.entry("TWILIO_AUTH_TOKEN", AUTH_TOKEN),
                Map.entry("OPENAI_API_KEY", "sk-simulated"),
                Map.entry("OPENAI_REALTIME_URL", "ws://127.0.0.1:" + modelPort + "/v1/realtime"),
                Map.entry("TRUNKLINE_MEDIA_LANE", lane),
                Map.entry("TRUNKLINE_RECORDS_DIRECTORY", directory.toString()),
                Map.entry("EVENT_LOOPS", "1"));
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
