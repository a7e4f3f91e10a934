package dev.trunkline.loadtest.phone;

import static java.util.concurrent.TimeUnit.SECONDS;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** A scripted server: fixed TwiML per path, and a handler for what arrives on the stream. */
final class FakeGateway {
    static final JsonMapper JSON = new JsonMapper();
    private static final int MAX_BYTES = 1 << 20;

    final List<Request> requests = new CopyOnWriteArrayList<>();
    final List<Request> upgrades = new CopyOnWriteArrayList<>();
    final List<JsonNode> messages = new CopyOnWriteArrayList<>();
    private final Map<String, String> twiml = new ConcurrentHashMap<>();
    private final HttpServer server;
    private volatile BiConsumer<ServerWebSocket, JsonNode> onMessage = (socket, message) -> {};
    private volatile Consumer<ServerWebSocket> onOpen = socket -> {};

    /** A request as it came; parameters are those of the form. */
    record Request(String target, String host, String signature, Map<String, String> parameters) {}

    FakeGateway(Vertx vertx) throws Exception {
        server =
                vertx.createHttpServer(
                                new HttpServerOptions()
                                        .setMaxWebSocketFrameSize(MAX_BYTES)
                                        .setMaxWebSocketMessageSize(MAX_BYTES))
                        .requestHandler(this::answer)
                        .webSocketHandler(this::stream)
                        .listen(0, "127.0.0.1")
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(10, SECONDS);
    }

    int port() {
        return server.actualPort();
    }

    FakeGateway twiml(String path, String document) {
        twiml.put(path, document);
        return this;
    }

    FakeGateway onMessage(BiConsumer<ServerWebSocket, JsonNode> handler) {
        onMessage = handler;
        return this;
    }

    FakeGateway onOpen(Consumer<ServerWebSocket> handler) {
        onOpen = handler;
        return this;
    }

    List<JsonNode> messages(String event) {
        return messages.stream().filter(each -> each.path("event").asText().equals(event)).toList();
    }

    private void answer(HttpServerRequest request) {
        request.setExpectMultipart(true);
        request.end()
                .onSuccess(ended -> {
                    Map<String, String> form = new ConcurrentHashMap<>();
                    request.formAttributes()
                            .forEach(each -> form.put(each.getKey(), each.getValue()));
                    requests.add(
                            new Request(
                                    request.uri(),
                                    String.valueOf(request.getHeader("Host")),
                                    String.valueOf(request.getHeader("X-Twilio-Signature")),
                                    form));
                    String document = twiml.get(request.path());
                    if (document == null) {
                        request.response().setStatusCode(404).end();
                    } else {
                        request.response().putHeader("Content-Type", "text/xml").end(document);
                    }
                });
    }

    private void stream(ServerWebSocket socket) {
        upgrades.add(
                new Request(
                        socket.uri(),
                        String.valueOf(socket.headers().get("Host")),
                        String.valueOf(socket.headers().get("X-Twilio-Signature")),
                        Map.of()));
        onOpen.accept(socket);
        socket.textMessageHandler(text -> {
            try {
                JsonNode message = JSON.readTree(text);
                messages.add(message);
                onMessage.accept(socket, message);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    void close() throws Exception {
        server.close().toCompletionStage().toCompletableFuture().get(10, SECONDS);
    }
}
