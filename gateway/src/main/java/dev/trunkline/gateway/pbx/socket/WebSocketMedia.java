package dev.trunkline.gateway.pbx.socket;

import dev.trunkline.gateway.config.pbx.AsteriskConfig.Connect;
import dev.trunkline.gateway.pbx.MediaEnd;
import dev.trunkline.gateway.pbx.MediaOrder;
import dev.trunkline.gateway.pbx.PbxMedia;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Media sockets for calls whose control is elsewhere, opened by either side. Any thread.
 *
 * <pre>
 *   connect: gateway    externalMedia ─▶ MEDIA_WEBSOCKET_CONNECTION_ID ─▶ ws://asterisk/media/ID
 *   connect: asterisk   externalMedia with a token ─▶ Asterisk ─▶ ws://gateway/pbx/media?token=…
 * </pre>
 */
public final class WebSocketMedia implements PbxMedia {
    /** The default is 50 to one Asterisk. */
    private static final int MOST_SOCKETS = 100_000;

    private static final int CONNECT_TIMEOUT_MS = 5_000;

    /** A socket that is waited for. */
    interface AwaitedSocket {
        /** It was upgraded. On its event loop. */
        void opened(WebSocket socket);
    }

    private final Vertx vertx;
    private final PbxSocketSettings settings;
    private final WebSocketClient client;
    private final Map<String, AwaitedSocket> awaited = new ConcurrentHashMap<>();

    public WebSocketMedia(Vertx vertx, PbxSocketSettings settings) {
        this.vertx = vertx;
        this.settings = settings;
        client =
                vertx.createWebSocketClient(
                        new WebSocketClientOptions()
                                .setMaxConnections(MOST_SOCKETS)
                                .setConnectTimeout(CONNECT_TIMEOUT_MS)
                                .setTcpNoDelay(true));
    }

    @Override
    public Future<MediaEnd> open(MediaOrder order) {
        if (order.asterisk().connect() == Connect.GATEWAY) {
            return Future.succeededFuture(new SocketToAsterisk(order, vertx, client, settings));
        }
        if (settings.sockets().password() == null) {
            return Future.failedFuture(
                    "pbx.socket.password is not set: expected one, since "
                            + order.asterisk().name()
                            + " is configured to open media sockets");
        }
        SocketFromAsterisk end = new SocketFromAsterisk(order, vertx, settings, this);
        awaited.put(order.call().token(), end);
        return Future.succeededFuture(end);
    }

    /** Who waits for a socket with this token; null if nobody does. It is good once. */
    @Nullable AwaitedSocket take(String token) {
        return awaited.remove(token);
    }

    /** The socket is not waited for any more. */
    void forget(String token) {
        awaited.remove(token);
    }
}
