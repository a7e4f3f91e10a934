package dev.trunkline.gateway.pbx.socket;

import dev.trunkline.gateway.pbx.MediaOrder;
import dev.trunkline.gateway.pbx.PbxLeg;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import java.util.Map;

/**
 * Asterisk opens the socket, and shows the call's token in its query. It may be there before its
 * answer to the control is.
 */
final class SocketFromAsterisk extends JoinedSocket implements WebSocketMedia.AwaitedSocket {
    private final WebSocketMedia media;

    SocketFromAsterisk(
            MediaOrder order, Vertx vertx, PbxSocketSettings settings, WebSocketMedia media) {
        super(order, vertx, settings);
        this.media = media;
    }

    @Override
    public Map<String, String> externalMedia() {
        Map<String, String> parameters = externalMedia("v(token=" + order().call().token() + ")");
        parameters.put("external_host", order().asterisk().webSocketClient());
        return parameters;
    }

    @Override
    public Future<PbxLeg> join(Map<String, String> channelVariables) {
        return awaitLeg();
    }

    @Override
    public void opened(WebSocket socket) {
        listen(socket);
    }

    @Override
    void givenUp() {
        media.forget(order().call().token());
    }
}
