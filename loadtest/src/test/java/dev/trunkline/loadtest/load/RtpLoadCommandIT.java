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
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

@Tag("alone")
class RtpLoadCommandIT {
    private static final int CALLS = 5;
    private static final int PACKETS = CALLS * 2 * 50;

    private final int modelPort = FreePort.get();
    private final StringWriter errors = new StringWriter();

    @TempDir private Path directory;

    @ParameterizedTest
    @CsvSource({"opus, pcmu", "opus, pcm24k", "pcmu, pcmu"})
    void fiveCalls_areHeardAndAnswered_andLoseNothing(String codec, String modelFormat)
            throws Exception {
        Gateway gateway = start(modelFormat);
        try {
            load(gateway, "--codec", codec);
            JsonNode result = result();
            JsonNode arrivals = result.path("counts").path("arrivals");
            assertThat(arrivals.path("packets").asLong()).isBetween(PACKETS - 25L, PACKETS + 25L);
            assertThat(arrivals.path("lost").asLong()).isZero();
            assertThat(arrivals.path("duplicated").asLong()).isZero();
            assertThat(arrivals.path("reordered").asLong()).isZero();
            assertThat(result.path("silentCalls").asInt()).isZero();
            assertThat(result.path("heardShare").asDouble()).isBetween(0.9, 1.1);
        } finally {
            get(gateway.stop(Duration.ofSeconds(5)));
        }
    }

    @Test
    void withoutADoor_oneLineSaysWhatWasAnswered() throws Exception {
        Gateway gateway = start("pcmu");
        try {
            int exitCode = load(gateway, "--query", "agent=nobody");
            assertThat(exitCode).isEqualTo(1);
            assertThat(errors.toString()).contains("POST /api/rtp answered 404");
            assertThat(directory.resolve("result.json")).doesNotExist();
        } finally {
            get(gateway.stop(Duration.ofSeconds(5)));
        }
    }

    private int load(Gateway gateway, String... options) {
        String[] usual = {
            "--leg",
            "rtp",
            "--management",
            "http://127.0.0.1:" + gateway.managementPort(),
            "--model-port",
            Integer.toString(modelPort),
            "--calls",
            Integer.toString(CALLS),
            "--ramp",
            "1",
            "--warm-up",
            "1",
            "--duration",
            "2",
            "--json",
            directory.resolve("result.json").toString()
        };
        String[] all = java.util.Arrays.copyOf(usual, usual.length + options.length);
        System.arraycopy(options, 0, all, usual.length, options.length);
        return new CommandLine(new LoadCommand()).setErr(new PrintWriter(errors)).execute(all);
    }

    private JsonNode result() throws Exception {
        Path json = directory.resolve("result.json");
        assertThat(json).as("the result; instead: %s", errors).exists();
        return new JsonMapper().readTree(json.toFile());
    }

    private Gateway start(String modelFormat) throws Exception {
        Map<String, String> environment =
                new HashMap<>(
                        Map.of(
                                "PORT", "0",
                                "TRUNKLINE_LIMITS_MAX_LOOP_LAG", "0ms",
                                "MANAGEMENT_PORT", "0",
                                "INSECURE_LOCAL", "true",
                                "OPENAI_API_KEY", "sk-simulated",
                                "AUDIO_FORMAT", modelFormat,
                                "OPENAI_REALTIME_URL",
                                        "ws://127.0.0.1:" + modelPort + "/v1/realtime",
                                "TRUNKLINE_RECORDS_DIRECTORY", directory.toString(),
                                "EVENT_LOOPS", "1"));
        environment.put("TRUNKLINE_PBX_RTP_FIRST_PORT", "45000");
        environment.put("TRUNKLINE_PBX_RTP_LAST_PORT", "45099");
        return get(Gateway.start(GatewayConfigLoader.load(environment)));
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
