package dev.trunkline.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.gateway.config.HttpConfig;
import dev.trunkline.gateway.config.keys.Secret;
import dev.trunkline.observability.metrics.CallCounter;
import dev.trunkline.observability.metrics.CallLabels;
import dev.trunkline.observability.metrics.CallPhase;
import dev.trunkline.observability.metrics.GatewayMeters;
import dev.trunkline.observability.metrics.LegKind;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ManagementServerIT {
    private static final String TOKEN = "an-admin-token-of-some-length";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Vertx vertx = Vertx.vertx();
    private final GatewayMeters meters = new GatewayMeters();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private volatile boolean ready = true;

    @AfterEach
    void close() throws Exception {
        client.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        meters.close();
    }

    private URI start(@Nullable Secret token) throws Exception {
        // The loopback address is given, so that a token does not open the test to the network.
        var config = new HttpConfig(0, 0, "127.0.0.1", null, token, true);
        var readiness =
                new Readiness() {
                    @Override
                    public boolean ready() {
                        return ready;
                    }

                    @Override
                    public String reason() {
                        return "draining";
                    }
                };
        var call = new CallDirectory.LiveCall("c-17", "desk", "acme", CallPhase.TALKING, 12);
        var server =
                new ManagementServer(
                        vertx,
                        config,
                        new ManagementServer.Sources(meters, readiness, () -> List.of(call)));
        int port =
                server.start().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        return URI.create("http://127.0.0.1:" + port);
    }

    private HttpResponse<String> get(URI base, String path, String... headers) throws Exception {
        var request = HttpRequest.newBuilder(base.resolve(path)).timeout(PATIENCE);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request.build());
    }

    private HttpResponse<String> send(HttpRequest request)
            throws IOException, InterruptedException {
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static String contentType(HttpResponse<?> response) {
        return response.headers().firstValue("content-type").orElse("");
    }

    @Test
    void metrics_areTextOrOpenMetricsAsAsked() throws Exception {
        URI base = start(null);
        meters.forCall(CallLabels.unknown(LegKind.STREAM), "c-1").count(CallCounter.CALLS_STARTED);
        var plain = get(base, "/metrics");
        assertThat(plain.statusCode()).isEqualTo(200);
        assertThat(contentType(plain)).startsWith("text/plain; version=0.0.4");
        assertThat(plain.body()).contains("trunkline_calls_started_total{").contains("jvm_memory");
        var open = get(base, "/metrics", "Accept", "application/openmetrics-text;version=1.0.0");
        assertThat(contentType(open)).startsWith("application/openmetrics-text");
        assertThat(open.body()).endsWith("# EOF\n");
    }

    @Test
    void health_liveStaysWhileReadyFalls() throws Exception {
        URI base = start(new Secret(TOKEN));
        assertThat(get(base, "/health/ready").body()).isEqualTo("{\"status\":\"ready\"}");
        ready = false;
        var refused = get(base, "/health/ready");
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).isEqualTo("{\"status\":\"draining\"}");
        assertThat(get(base, "/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void calls_areListedForWhoBearsTheToken() throws Exception {
        URI base = start(new Secret(TOKEN));
        var listed = get(base, "/api/calls", "Authorization", "Bearer " + TOKEN);
        assertThat(listed.statusCode()).isEqualTo(200);
        assertThat(listed.body())
                .isEqualTo(
                        "{\"calls\":[{\"reference\":\"c-17\",\"agent\":\"desk\",\"trunk\":\"acme\","
                                + "\"phase\":\"talking\",\"seconds\":12}]}");
    }

    @Test
    void calls_areRefusedWithoutTheTokenOrWithAnother() throws Exception {
        URI base = start(new Secret(TOKEN));
        for (String authorization :
                new String[] {"", "Bearer", "Bearer wrong", "Basic " + TOKEN, TOKEN}) {
            var refused =
                    authorization.isEmpty()
                            ? get(base, "/api/calls")
                            : get(base, "/api/calls", "Authorization", authorization);
            assertThat(refused.statusCode()).as(authorization).isEqualTo(401);
            assertThat(refused.body()).contains("ADMIN_TOKEN").doesNotContain(TOKEN);
            assertThat(refused.headers().firstValue("www-authenticate")).contains("Bearer");
        }
        assertThat(get(base, "/api/unknown").statusCode()).isEqualTo(401);
    }

    @Test
    void calls_areOpenOnLoopbackWithoutAToken() throws Exception {
        assertThat(get(start(null), "/api/calls").statusCode()).isEqualTo(200);
    }

    @Test
    void unknownPagesAndMethodsAreErrorsInJson() throws Exception {
        URI base = start(null);
        var missing = get(base, "/nowhere");
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(contentType(missing)).isEqualTo("application/json");
        assertThat(missing.body()).contains("\"error\"").contains("/health/live");
        var posted =
                send(
                        HttpRequest.newBuilder(base.resolve("/metrics"))
                                .timeout(PATIENCE)
                                .POST(HttpRequest.BodyPublishers.ofString("x"))
                                .build());
        assertThat(posted.statusCode()).isEqualTo(405);
        assertThat(posted.body()).contains("\"error\"");
    }

    @Test
    void bodiesAndHeadersAreBounded() throws Exception {
        URI base = start(null);
        var huge =
                send(
                        HttpRequest.newBuilder(base.resolve("/api/calls"))
                                .timeout(PATIENCE)
                                .POST(HttpRequest.BodyPublishers.ofString("x".repeat(65 * 1024)))
                                .build());
        assertThat(huge.statusCode()).isEqualTo(413);
        assertThat(huge.body()).contains("65536");
        var header = get(base, "/health/live", "X-Long", "x".repeat(10_000));
        assertThat(header.statusCode()).isEqualTo(431);
    }
}
