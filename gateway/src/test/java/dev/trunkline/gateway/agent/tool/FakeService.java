package dev.trunkline.gateway.agent.tool;

import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A service behind tools, on loopback; a test says how it answers. */
final class FakeService implements AutoCloseable {
    private static final Buffer CHUNK = Buffer.buffer("x".repeat(64 * 1024));

    /** A request that came. */
    record Seen(String method, String uri, MultiMap headers, String body) {}

    private final Vertx vertx = Vertx.vertx();
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private final AtomicInteger open = new AtomicInteger();
    private volatile Consumer<HttpServerResponse> answer = to -> to.setStatusCode(501).end();

    FakeService() {
        this(new HttpServerOptions());
    }

    FakeService(HttpServerOptions options) {
        server =
                get(
                        vertx.createHttpServer(options)
                                .requestHandler(this::on)
                                .listen(0, "127.0.0.1"));
    }

    /** How requests are answered from now on. */
    void answer(Consumer<HttpServerResponse> how) {
        answer = how;
    }

    /** Lets requests wait; each is answered by the test. */
    List<HttpServerResponse> hold() {
        List<HttpServerResponse> held = new CopyOnWriteArrayList<>();
        answer = held::add;
        return held;
    }

    String url() {
        return "http://127.0.0.1:" + port();
    }

    int port() {
        return server.actualPort();
    }

    List<Seen> seen() {
        return seen;
    }

    /** Requests that are neither answered nor broken off. */
    int open() {
        return open.get();
    }

    /** Answers a request that was held; any thread. */
    static void end(HttpServerResponse held, String text) {
        var _ = held.end(text);
    }

    /** Writes as long as somebody reads, up to 50 MB. */
    static void endless(HttpServerResponse to, AtomicInteger written) {
        while (!to.writeQueueFull() && written.get() < 50_000_000) {
            to.write(CHUNK);
            written.addAndGet(CHUNK.length());
        }
        to.drainHandler(_ -> endless(to, written));
    }

    @Override
    public void close() {
        get(vertx.close());
    }

    private void on(HttpServerRequest request) {
        open.incrementAndGet();
        AtomicInteger once = new AtomicInteger();
        Runnable over =
                () -> {
                    if (once.getAndIncrement() == 0) {
                        open.decrementAndGet();
                    }
                };
        request.response().endHandler(_ -> over.run());
        request.response().exceptionHandler(_ -> over.run());
        request.response().closeHandler(_ -> over.run());
        request.exceptionHandler(_ -> over.run());
        request.bodyHandler(body -> {
            seen.add(
                    new Seen(
                            request.method().name(),
                            request.uri(),
                            MultiMap.caseInsensitiveMultiMap().addAll(request.headers()),
                            body.toString()));
            answer.accept(request.response());
        });
    }

    private static <T> T get(io.vertx.core.Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }
}
