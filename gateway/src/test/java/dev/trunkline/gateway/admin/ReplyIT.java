package dev.trunkline.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReplyIT {
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void aPage_isMadeOnAWorker_sinceTheEventLoopsCarryAudio() throws Exception {
        Router router = Router.router(vertx);
        router.get("/page")
                .handler(context ->
                        Reply.page(
                                context,
                                () -> Context.isOnEventLoopThread() ? "event loop" : "worker"));
        router.get("/broken")
                .handler(context ->
                        Reply.page(
                                context,
                                () -> {
                                    throw new IllegalStateException("cannot be made");
                                }));
        HttpServer server =
                vertx.createHttpServer()
                        .requestHandler(router)
                        .listen(0, "127.0.0.1")
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(20, TimeUnit.SECONDS);
        URI base = URI.create("http://127.0.0.1:" + server.actualPort());
        try (HttpClient client = HttpClient.newHttpClient()) {
            assertThat(get(client, base.resolve("/page")).body()).isEqualTo("worker");
            assertThat(get(client, base.resolve("/broken")).statusCode()).isEqualTo(500);
        }
    }

    private static HttpResponse<String> get(HttpClient client, URI address) throws Exception {
        return client.send(
                HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(20)).build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
