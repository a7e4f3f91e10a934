package dev.trunkline.gateway.twilio.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trunkline.gateway.config.keys.Secret;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.net.URI;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A server that keeps every request as it came, and answers as it was told. */
final class FakeApi implements AutoCloseable {
    static final String ACCOUNT = "AC0123456789abcdef0123456789abcdef";
    static final String TOKEN = "8f1e2d3c4b5a69788796a5b4c3d2e1f0";
    static final String MESSAGE =
            """
            {"sid": "SM00000000000000000000000000000001", "status": "queued", "to": "+447700900555"}\
            """;

    private final HttpServer server;
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final ConcurrentLinkedQueue<Consumer<HttpServerRequest>> answers =
            new ConcurrentLinkedQueue<>();

    /**
     * A request.
     *
     * @param fields sorted, as {@code name=value}, decoded
     */
    record Seen(
            String method,
            String target,
            @Nullable String authorization,
            @Nullable String contentType,
            List<String> fields) {}

    FakeApi(Vertx vertx) {
        server = await(vertx.createHttpServer().requestHandler(this::serve).listen(0, "127.0.0.1"));
    }

    static <T> T await(io.vertx.core.Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Settings of a client that sends here. */
    RestSettings settings() {
        return new RestSettings(url(), ACCOUNT, ACCOUNT, new Secret(TOKEN), null);
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.actualPort());
    }

    /** For the next request without an answer yet; the last answer stays. */
    FakeApi answer(int status, String json) {
        return answer(request ->
                request.response()
                        .setStatusCode(status)
                        .putHeader("Content-Type", "application/json")
                        .end(json));
    }

    FakeApi answer(Consumer<HttpServerRequest> how) {
        answers.add(how);
        return this;
    }

    /** For those who need more than a status and a body. */
    FakeApi respond(Consumer<HttpServerResponse> how) {
        return answer(request -> how.accept(request.response()));
    }

    List<Seen> seen() {
        return seen;
    }

    private void serve(HttpServerRequest request) {
        request.body()
                .onSuccess(body -> {
                    seen.add(
                            new Seen(
                                    request.method().name(),
                                    request.uri(),
                                    request.getHeader("Authorization"),
                                    Optional.ofNullable(request.getHeader("Content-Type"))
                                            .map(type -> type.replaceFirst(";.*", ""))
                                            .orElse(null),
                                    fields(body.toString(UTF_8))));
                    Consumer<HttpServerRequest> next =
                            answers.size() > 1 ? answers.poll() : answers.peek();
                    if (next == null) {
                        throw new IllegalStateException("no answer was given");
                    }
                    next.accept(request);
                });
    }

    private static List<String> fields(String form) {
        List<String> fields = new ArrayList<>();
        for (String field : form.isEmpty() ? new String[0] : form.split("&", -1)) {
            Map.Entry<String, String> entry =
                    Map.entry(field.replaceFirst("=.*", ""), field.replaceFirst("[^=]*=", ""));
            fields.add(
                    URLDecoder.decode(entry.getKey(), UTF_8)
                            + "="
                            + URLDecoder.decode(entry.getValue(), UTF_8));
        }
        fields.sort(null);
        return List.copyOf(fields);
    }

    @Override
    public void close() {
        await(server.close());
    }
}
