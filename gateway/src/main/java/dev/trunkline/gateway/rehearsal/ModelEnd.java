package dev.trunkline.gateway.rehearsal;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;

/** A server of the Realtime protocol on loopback, at a port that the system chose. */
public final class ModelEnd {
    private static final String LOOPBACK = "127.0.0.1";

    private final HttpServer server;

    private ModelEnd(HttpServer server) {
        this.server = server;
    }

    /** Opens it; closing the Vert.x closes it. */
    public static Future<ModelEnd> open(Vertx vertx) {
        return vertx.createHttpServer(new HttpServerOptions().setTcpNoDelay(true))
                .webSocketHandler(socket -> {
                    ModelTalk talk = new ModelTalk(socket::writeTextMessage);
                    socket.textMessageHandler(talk::onText);
                })
                .listen(0, LOOPBACK)
                .map(ModelEnd::new);
    }

    /** For {@code realtime.url}. */
    public String url() {
        return "ws://" + LOOPBACK + ":" + server.actualPort() + "/v1/realtime";
    }
}
