package dev.trunkline.loadtest.gateway;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A service behind an agent's tool that takes its time, and writes down when it had answered. */
final class SlowService {
    private final Vertx vertx;
    private final int delayMs;
    private final HttpServer server;
    private final List<Long> answeredNanos = new CopyOnWriteArrayList<>();

    SlowService(Vertx vertx, int delayMs) {
        this.vertx = vertx;
        this.delayMs = delayMs;
        server =
                Bench.get(
                        vertx.createHttpServer()
                                .requestHandler(this::answer)
                                .listen(0, "127.0.0.1"));
    }

    int port() {
        return server.actualPort();
    }

    /** When each answer left, by {@link System#nanoTime()}. */
    List<Long> answeredNanos() {
        return List.copyOf(answeredNanos);
    }

    private void answer(HttpServerRequest request) {
        vertx.setTimer(
                delayMs,
                _ -> {
                    answeredNanos.add(System.nanoTime());
                    request.response().end("{\"found\":true}");
                });
    }
}
