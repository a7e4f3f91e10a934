package dev.trunkline.gateway.pbx.ari;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** An HTTP server that keeps every request as it came, and answers as it was told. */
final class FakeAri implements AutoCloseable {
    private final HttpServer server;
    private volatile Consumer<HttpServerRequest> answer = request -> answer(request, 204, "");

    /** Requests: method, target and body. */
    final List<String> seen = new CopyOnWriteArrayList<>();

    final List<String> authorizations = new CopyOnWriteArrayList<>();

    /** Event sockets, in the order of their opening. */
    final List<ServerWebSocket> sockets = new CopyOnWriteArrayList<>();

    volatile boolean refusesSockets;
    final List<String> handshakes = new CopyOnWriteArrayList<>();

    FakeAri(Vertx vertx) {
        server =
                await(
                        vertx.createHttpServer()
                                .webSocketHandshakeHandler(handshake -> {
                                    handshakes.add(handshake.uri());
                                    authorizations.add(handshake.headers().get("Authorization"));
                                    if (refusesSockets) {
                                        handshake.reject(401);
                                    } else {
                                        handshake.accept();
                                    }
                                })
                                .webSocketHandler(sockets::add)
                                .requestHandler(this::serve)
                                .listen(0, "127.0.0.1"));
    }

    static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Waits until something holds that another thread brings about. */
    static void eventually(String what, BooleanSupplier holds) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within 20 s: " + what);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.actualPort() + "/pbx");
    }

    FakeAri answers(int status, String json) {
        answer = request -> answer(request, status, json);
        return this;
    }

    FakeAri answers(Consumer<HttpServerRequest> how) {
        answer = how;
        return this;
    }

    private static void answer(HttpServerRequest request, int status, String json) {
        request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .end(json);
    }

    private void serve(HttpServerRequest request) {
        authorizations.add(String.valueOf(request.getHeader("Authorization")));
        request.body()
                .onSuccess(body -> {
                    seen.add(
                            (request.method() + " " + request.uri() + " " + body.toString(UTF_8))
                                    .strip());
                    answer.accept(request);
                });
    }

    @Override
    public void close() {
        await(server.close());
    }
}
