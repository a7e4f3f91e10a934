package dev.trunkline.loadtest.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that has played itself calls, over its own TLS, has taken none. */
class WarmStartIT {
    private static final Duration START = Duration.ofSeconds(60);

    @TempDir private Path directory;

    @Test
    void callsThatTheGatewayPlaysItself_areHeard_andCountedNowhere() throws Exception {
        PemPair pair = new PemPair(directory);
        pair.write(PemPair.selfSigned(90));
        try (GatewayProcess process = new GatewayProcess(pair.environment(environment()));
                HttpClient http = HttpClient.newHttpClient()) {
            Bench.await("the gateway is ready", START, () -> process.number("managementPort") > 0);
            assertThat(process.number("frames")).as("heard in the rehearsal").isPositive();
            assertThat(process.output())
                    .contains("gateway.rehearsed")
                    .doesNotContain("call.", "CA", "rehearsal.invalid", "\"WARN\"");
            assertThat(get(http, process, "/health/ready")).contains("ready");
            assertThat(get(http, process, "/api/calls")).doesNotContain("CA");
            assertThat(get(http, process, "/metrics").lines())
                    .filteredOn(line -> line.matches("trunkline_(calls|webhooks|sockets)_.*"))
                    .isNotEmpty()
                    .allMatch(line -> line.endsWith(" 0.0"));
        }
    }

    private static Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>();
        environment.put("PORT", "0");
        environment.put("MANAGEMENT_PORT", "0");
        environment.put("TRUNKLINE_HTTP_HOST", "127.0.0.1");
        environment.put("PUBLIC_URL", "https://voice.gateway.example");
        environment.put("TWILIO_AUTH_TOKEN", Bench.ACCOUNT.authToken());
        environment.put("OPENAI_API_KEY", "sk-simulated");
        environment.put("TRUNKLINE_RECORDS_KEEP", "false");
        environment.put("TRUNKLINE_WARM_UP", "4s");
        return environment;
    }

    private static String get(HttpClient http, GatewayProcess process, String path)
            throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + process.number("managementPort") + path);
        return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
    }
}
