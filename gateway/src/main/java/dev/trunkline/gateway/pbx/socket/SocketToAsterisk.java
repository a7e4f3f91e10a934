package dev.trunkline.gateway.pbx.socket;

import dev.trunkline.gateway.pbx.MediaOrder;
import dev.trunkline.gateway.pbx.PbxLeg;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.internal.VertxInternal;
import java.net.URI;
import java.util.Map;

/**
 * We open the socket, to the path that Asterisk has made for it: the random identity in it is all
 * that guards it.
 */
final class SocketToAsterisk extends JoinedSocket {
    private static final String CONNECTION_ID = "MEDIA_WEBSOCKET_CONNECTION_ID";
    private static final int CONNECT_TIMEOUT_MS = 4_000;

    private final Vertx vertx;
    private final WebSocketClient client;

    SocketToAsterisk(
            MediaOrder order, Vertx vertx, WebSocketClient client, PbxSocketSettings settings) {
        super(order, vertx, settings);
        this.vertx = vertx;
        this.client = client;
    }

    @Override
    public Map<String, String> externalMedia() {
        Map<String, String> parameters = externalMedia("");
        parameters.put("connection_type", "server");
        return parameters;
    }

    @Override
    public Future<PbxLeg> join(Map<String, String> channelVariables) {
        String id = channelVariables.getOrDefault(CONNECTION_ID, "");
        if (!id.matches("[A-Za-z0-9-]{8,64}")) {
            fail(CONNECTION_ID + " is missing from Asterisk's answer, or is no identity");
            return awaitLeg();
        }
        Context onLoop =
                ((VertxInternal) vertx)
                        .contextBuilder()
                        .withEventLoop(order().call().loop())
                        .build();
        onLoop.runOnContext(_ -> connect(id));
        return awaitLeg();
    }

    private void connect(String id) {
        URI url = order().asterisk().url();
        boolean tls = "https".equals(url.getScheme());
        int port = url.getPort() < 0 ? (tls ? 443 : 80) : url.getPort();
        String prefix = url.getPath() == null ? "" : url.getPath().replaceAll("/+$", "");
        client.connect(
                        new WebSocketConnectOptions()
                                .setHost(url.getHost())
                                .setPort(port)
                                .setSsl(tls)
                                .setURI(prefix + "/media/" + id)
                                .addSubProtocol(PbxSocketHandler.SUBPROTOCOL)
                                .setTimeout(CONNECT_TIMEOUT_MS))
                .onSuccess(this::listen)
                .onFailure(cause ->
                        fail(
                                cause instanceof UpgradeRejectedException refused
                                        ? "Asterisk refused the media socket with status "
                                                + refused.getStatus()
                                        : "Asterisk cannot be reached for the media socket: "
                                                + cause.getClass().getSimpleName()));
    }
}
