package dev.trunkline.loadtest.pbx;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A bare ARI client on the JDK's HTTP and WebSockets: nothing of the gateway's. */
final class AriClient implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int LIMIT_SECONDS = 10;

    private final HttpClient http = HttpClient.newHttpClient();
    private final SimulatedAsterisk asterisk;
    private final String authorization;
    private final List<WebSocket> sockets = new ArrayList<>();

    /** Every event that came, in order. */
    final List<JsonNode> events = new ArrayList<>();

    private final BlockingQueue<JsonNode> coming = new LinkedBlockingQueue<>();

    /** An answer. */
    record Answer(int status, JsonNode body) {}

    AriClient(SimulatedAsterisk asterisk, String password) {
        this.asterisk = asterisk;
        String credentials = AsteriskSettings.LOCAL.user() + ":" + password;
        authorization =
                "Basic "
                        + Base64.getEncoder()
                                .encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    }

    AriClient(SimulatedAsterisk asterisk) {
        this(asterisk, AsteriskSettings.LOCAL.password());
    }

    /** Opens the event socket of an application. */
    AriClient listen(String application) throws Exception {
        sockets.add(
                http.newWebSocketBuilder()
                        .header("Authorization", authorization)
                        .buildAsync(
                                URI.create(
                                        "ws://127.0.0.1:"
                                                + asterisk.port()
                                                + "/ari/events?app="
                                                + application),
                                new Events())
                        .get(LIMIT_SECONDS, TimeUnit.SECONDS));
        return this;
    }

    private final class Events implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                try {
                    coming.add(JSON.readTree(text.toString()));
                } catch (IOException noJson) {
                    throw new IllegalStateException(noJson);
                }
                text.setLength(0);
            }
            socket.request(1);
            return java.util.concurrent.CompletableFuture.completedFuture(null);
        }
    }

    /** Waits for the next event of this type. */
    JsonNode await(String type) throws InterruptedException {
        return await(type, "");
    }

    /** Waits for the next event of this type about this channel. */
    JsonNode await(String type, String channelId) throws InterruptedException {
        while (true) {
            JsonNode event = coming.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
            assertThat(event).as("%s, after %s", type, types()).isNotNull();
            events.add(event);
            if (event.path("type").asText().equals(type)
                    && (channelId.isEmpty()
                            || event.path("channel").path("id").asText().equals(channelId))) {
                return event;
            }
        }
    }

    List<String> types() {
        return events.stream().map(event -> event.path("type").asText()).toList();
    }

    Answer post(String pathAndQuery) throws Exception {
        return ask("POST", pathAndQuery, "");
    }

    Answer get(String pathAndQuery) throws Exception {
        return ask("GET", pathAndQuery, "");
    }

    Answer delete(String pathAndQuery) throws Exception {
        return ask("DELETE", pathAndQuery, "");
    }

    Answer ask(String method, String pathAndQuery, String body) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(asterisk.url().resolve("/ari/" + pathAndQuery))
                        .header("Authorization", authorization)
                        .method(method, BodyPublishers.ofString(body))
                        .build();
        HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
        return new Answer(
                answer.statusCode(),
                answer.body().isEmpty() ? MissingNode.getInstance() : JSON.readTree(answer.body()));
    }

    /** Puts a caller's and an external channel into one bridge. */
    void bridge(String id, String... channels) throws Exception {
        assertThat(post("bridges?type=mixing&bridgeId=" + id).status()).isEqualTo(200);
        assertThat(
                        post("bridges/" + id + "/addChannel?channel=" + String.join(",", channels))
                                .status())
                .isEqualTo(204);
    }

    @Override
    public void close() {
        sockets.forEach(WebSocket::abort);
        http.close();
    }
}
