package dev.trunkline.loadtest.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/**
 * All that a gateway says to anybody who takes no part in a call: its log, its management port, its
 * files. The log is caught from the beginning, at DEBUG.
 */
final class Outlets implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    private static final List<String> PATHS =
            List.of(
                    "/metrics",
                    "/health/live",
                    "/health/ready",
                    "/api/agents",
                    "/api/calls",
                    "/calls",
                    "/calls/live",
                    "/api/comparison",
                    "/compare",
                    "/api/records/calls.csv",
                    "/api/records/calls.jsonl",
                    "/api/records/turns.csv",
                    "/api/records/turns.jsonl",
                    "/api/records/barge-ins.csv",
                    "/api/records/barge-ins.jsonl",
                    "/api/records/attempts.csv",
                    "/api/records/attempts.jsonl");

    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Logger own = (Logger) LoggerFactory.getLogger("dev.trunkline.gateway");
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();
    private final HttpClient http = HttpClient.newHttpClient();

    Outlets() {
        own.setLevel(Level.DEBUG);
        appender.start();
        root.addAppender(appender);
    }

    /** Every event so far, with all that it carries. */
    String log() {
        StringBuilder text = new StringBuilder();
        for (ILoggingEvent event : List.copyOf(appender.list)) {
            text.append(event.getFormattedMessage()).append(event.getKeyValuePairs());
            if (event.getThrowableProxy() != null) {
                text.append(ThrowableProxyUtil.asString(event.getThrowableProxy()));
            }
            text.append('\n');
        }
        return text.toString();
    }

    /** What the management port says now, by path; the calls of the lists one by one as well. */
    Map<String, String> managementPort(Bench bench) throws Exception {
        Map<String, String> said = new LinkedHashMap<>();
        for (String path : PATHS) {
            said.put(path, get(bench, path));
        }
        JsonNode calls = JSON.readTree(said.get("/api/calls"));
        for (JsonNode list : List.of(calls.path("calls"), calls.at("/recent/calls"))) {
            for (JsonNode call : list) {
                String reference = call.path("reference").asText();
                assertThat(reference).as("a reference in %s", call).isNotEmpty();
                for (String path : List.of("/api/calls/", "/calls/")) {
                    said.put(path + reference, get(bench, path + reference));
                }
            }
        }
        return said;
    }

    private String get(Bench bench, String path) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(
                                URI.create(
                                        "http://127.0.0.1:"
                                                + bench.gateway.managementPort()
                                                + path))
                        .build();
        var answer = http.send(request, BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(path).isIn(200, 404); // a call may end in between
        return answer.body();
    }

    /** All files below a directory, as they are on the disk. */
    static String files(Path directory) throws IOException {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                text.append(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return text.toString();
    }

    @Override
    public void close() {
        root.detachAppender(appender);
        own.setLevel(null);
        http.close();
    }
}
