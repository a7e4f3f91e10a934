package dev.trunkline.gateway.twilio.relay;

import dev.trunkline.gateway.call.EventLoopClock;
import dev.trunkline.observability.metrics.SocketSide;
import io.netty.channel.EventLoop;
import io.vertx.core.Handler;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.internal.http.WebSocketInternal;

/** Takes ConversationRelay's upgraded sockets, each on its own event loop. Immutable. */
public final class RelayHandler implements Handler<ServerWebSocket> {
    private final RelaySettings settings;
    private final RelayAcceptor acceptor;

    public RelayHandler(RelaySettings settings, RelayAcceptor acceptor) {
        this.settings = settings;
        this.acceptor = acceptor;
    }

    @Override
    public void handle(ServerWebSocket socket) {
        EventLoop loop = ((WebSocketInternal) socket).channelHandlerContext().channel().eventLoop();
        RelayLeg leg = new RelayLeg(socket, loop, settings, acceptor, new EventLoopClock(loop));
        socket.textMessageHandler(leg::onText);
        socket.binaryMessageHandler(_ -> leg.onMalformed());
        socket.pongHandler(leg::onPong);
        socket.drainHandler(_ -> leg.onWritable());
        socket.exceptionHandler(_ -> leg.onBroken());
        settings.unclaimed().socketOpened(SocketSide.LEG);
        socket.closeHandler(_ -> {
            settings.unclaimed().socketClosed(SocketSide.LEG);
            leg.onSocketClosed();
        });
    }
}
