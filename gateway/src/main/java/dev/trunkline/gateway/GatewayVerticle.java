package dev.trunkline.gateway;

import dev.trunkline.gateway.edge.Edge;
import dev.trunkline.gateway.pbx.socket.PbxSocketHandler;
import dev.trunkline.gateway.twilio.relay.RelayHandler;
import dev.trunkline.gateway.twilio.stream.StreamHandler;
import dev.trunkline.gateway.twilio.voice.SignatureHandler;
import dev.trunkline.gateway.twilio.voice.VoiceWebhook;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.ext.web.Router;
import java.util.List;
import java.util.function.IntConsumer;

/** The public port on one event loop: webhooks and media sockets. One instance for each loop. */
final class GatewayVerticle extends VerticleBase {
    /**
     * Twilio's messages of audio are under 1 kB, and {@link StreamHandler} has a limit of its own;
     * what a caller says in one go may be long. RFC 6455 messages of a stranger may be anything.
     */
    private static final int MAX_PHONE_MESSAGE_BYTES = 256 * 1024;

    private static final int MAX_HEADER_BYTES = 16 * 1024;
    private static final int BACKLOG = 1_024;

    /** Vert.x: a free port, the same for all instances of a verticle. */
    private static final int SHARED_FREE_PORT = -1;

    /** A peer that acknowledges nothing for this long is gone (Linux, TCP_USER_TIMEOUT). */
    private static final int TCP_USER_TIMEOUT_MS = 30_000;

    private final Edge edge;
    private final String host;
    private final int port;
    private final VoiceWebhook webhooks;
    private final SignatureHandler signatures;
    private final StreamHandler streams;
    private final RelayHandler relays;
    private final PbxSocketHandler pbxSockets;
    private final IntConsumer listening;

    GatewayVerticle(
            Edge edge,
            String host,
            int port,
            VoiceWebhook webhooks,
            SignatureHandler signatures,
            StreamHandler streams,
            RelayHandler relays,
            PbxSocketHandler pbxSockets,
            IntConsumer listening) {
        this.edge = edge;
        this.host = host;
        this.port = port;
        this.webhooks = webhooks;
        this.signatures = signatures;
        this.streams = streams;
        this.relays = relays;
        this.pbxSockets = pbxSockets;
        this.listening = listening;
    }

    @Override
    public Future<HttpServer> start() {
        Router router = Router.router(vertx);
        webhooks.mount(router);
        HttpServerOptions options =
                new HttpServerOptions()
                        .setHost(host)
                        .setPort(port == 0 ? SHARED_FREE_PORT : port)
                        .setAcceptBacklog(BACKLOG)
                        .setTcpNoDelay(true)
                        .setTcpUserTimeout(TCP_USER_TIMEOUT_MS)
                        .setMaxHeaderSize(MAX_HEADER_BYTES)
                        .setWebSocketSubProtocols(List.of(PbxSocketHandler.SUBPROTOCOL))
                        .setMaxWebSocketFrameSize(MAX_PHONE_MESSAGE_BYTES)
                        .setMaxWebSocketMessageSize(MAX_PHONE_MESSAGE_BYTES)
                        .setPerMessageWebSocketCompressionSupported(false)
                        .setPerFrameWebSocketCompressionSupported(false)
                        .setHttp2ClearTextEnabled(false);
        return edge.publicServer(options)
                .requestHandler(request -> {
                    if (SignatureHandler.isUpgrade(request)) {
                        onUpgrade(request, router);
                    } else {
                        router.handle(request);
                    }
                })
                .listen()
                .onSuccess(server -> {
                    edge.listening(server);
                    listening.accept(server.actualPort());
                });
    }

    private void onUpgrade(HttpServerRequest request, Router router) {
        switch (request.path()) {
            case VoiceWebhook.STREAM_PATH -> upgrade(request, streams);
            case VoiceWebhook.RELAY_PATH -> upgrade(request, relays);
            case PbxSocketHandler.PATH -> pbxSockets.handle(request);
            case null, default -> router.handle(request);
        }
    }

    private void upgrade(HttpServerRequest request, Handler<ServerWebSocket> sockets) {
        if (signatures.acceptsUpgrade(request)) {
            request.toWebSocket()
                    .onSuccess(sockets)
                    .onFailure(_ -> request.response().setStatusCode(400).end("No valid upgrade."));
        }
    }
}
