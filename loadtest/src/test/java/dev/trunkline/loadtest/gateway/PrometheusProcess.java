package dev.trunkline.loadtest.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The real Prometheus, on a free port of loopback, scraping one gateway every second. */
final class PrometheusProcess implements AutoCloseable {
    private static final Pattern LISTENING =
            Pattern.compile("Listening on\"? address=127\\.0\\.0\\.1:(\\d+)");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final Path log;
    private final HttpClient http = HttpClient.newHttpClient();
    private final URI api;

    /**
     * Waits until it answers.
     *
     * @param directory empty; its configuration, log and data go there
     * @param features as its flag {@code --enable-feature} wants them
     */
    PrometheusProcess(Path directory, int gatewayPort, Path rules, String features)
            throws IOException {
        Path config = directory.resolve("prometheus.yml");
        Files.writeString(
                config,
                """
                global: {scrape_interval: 1s, evaluation_interval: 1s}
                rule_files: ['%s']
                scrape_configs:
                  - job_name: trunkline
                    static_configs: [{targets: ['127.0.0.1:%d']}]
                """
                        .formatted(rules.toAbsolutePath().normalize(), gatewayPort));
        log = directory.resolve("log");
        process =
                new ProcessBuilder(
                                "prometheus",
                                "--config.file=" + config,
                                "--storage.tsdb.path=" + directory.resolve("data"),
                                "--web.listen-address=127.0.0.1:0",
                                "--enable-feature=" + features)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        Bench.await(
                "Prometheus listens",
                Duration.ofSeconds(60),
                () -> LISTENING.matcher(log()).find() || died("before it listened"));
        Matcher listening = LISTENING.matcher(log());
        api = URI.create("http://127.0.0.1:" + (listening.find() ? listening.group(1) : "0"));
    }

    private String log() {
        try {
            return Files.readString(log);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private boolean died(String when) {
        if (!process.isAlive()) {
            throw new AssertionError("Prometheus ended " + when + ":\n" + log());
        }
        return false;
    }

    /** The instant query's result: series with a value or a native histogram each. */
    JsonNode query(String expression) {
        return get("query", Map.of("query", expression)).path("result");
    }

    /** The same as a graph over the last two minutes. */
    JsonNode queryRange(String expression) {
        Instant now = Instant.now();
        return get(
                        "query_range",
                        Map.of(
                                "query",
                                expression,
                                "start",
                                now.minusSeconds(120).toString(),
                                "end",
                                now.toString(),
                                "step",
                                "5"))
                .path("result");
    }

    JsonNode exemplars(String expression) {
        Instant now = Instant.now();
        return get(
                "query_exemplars",
                Map.of(
                        "query",
                        expression,
                        "start",
                        now.minusSeconds(600).toString(),
                        "end",
                        now.toString()));
    }

    JsonNode targets() {
        return get("targets", Map.of()).path("activeTargets");
    }

    /** All rules of all groups. */
    List<JsonNode> rules() {
        return get("rules", Map.of())
                .path("groups")
                .valueStream()
                .flatMap(group -> group.path("rules").valueStream())
                .toList();
    }

    /** The answer's data; an error of Prometheus's fails with its message and the query. */
    private JsonNode get(String path, Map<String, String> parameters) {
        died("while it was asked");
        String query =
                parameters.entrySet().stream()
                        .map(each ->
                                each.getKey()
                                        + "="
                                        + URLEncoder.encode(
                                                each.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&", "?", ""));
        HttpRequest request =
                HttpRequest.newBuilder(api.resolve("/api/v1/" + path + query)).build();
        try {
            JsonNode answer = JSON.readTree(http.send(request, BodyHandlers.ofString()).body());
            if (!answer.path("status").asText().equals("success")) {
                throw new AssertionError(answer.path("error").asText() + " in " + parameters);
            }
            return answer.path("data");
        } catch (IOException failed) {
            throw new AssertionError(parameters.toString(), failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    /** True if the answer has a number: a quantile of nothing is NaN. */
    static boolean hasData(JsonNode result) {
        return result.valueStream()
                .flatMap(series ->
                        series.has("value")
                                ? Stream.of(series.path("value"))
                                : series.path("values").valueStream())
                .anyMatch(value -> !value.path(1).asText().equals("NaN"));
    }

    @Override
    public void close() {
        http.close();
        process.destroy();
        process.onExit().join();
    }
}
