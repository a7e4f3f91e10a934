package dev.trunkline.gateway.twilio.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What happens to words for a socket that has just closed: its leg may not know yet. */
class RelayOutputIT {
    @Test
    void closedSocket_takesWordsAndLosesThem() throws Exception {
        Vertx vertx = Vertx.vertx();
        WebSocketClient client = vertx.createWebSocketClient();
        try {
            CompletableFuture<ServerWebSocket> accepted = new CompletableFuture<>();
            CompletableFuture<Boolean> taken = new CompletableFuture<>();
            HttpServer server =
                    get(
                            vertx.createHttpServer()
                                    .webSocketHandler(socket -> {
                                        RelayOutput output = new RelayOutput(socket);
                                        socket.closeHandler(_ -> {
                                            boolean all =
                                                    output.send(new RelayCommand.Text("a", false));
                                            output.onWritable();
                                            taken.complete(all);
                                        });
                                        accepted.complete(socket);
                                    })
                                    .listen(0, "127.0.0.1"));
            WebSocket twilio = get(client.connect(server.actualPort(), "127.0.0.1", "/"));
            accepted.get(10, TimeUnit.SECONDS);
            get(twilio.close());
            assertThat(taken.get(10, TimeUnit.SECONDS)).isTrue();
        } finally {
            get(client.close()); // an unreachable client would have closed its sockets
            get(vertx.close());
        }
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
