package dev.trunkline.gateway.twilio.stream;

import dev.trunkline.gateway.call.EventLoopClock;
import dev.trunkline.observability.metrics.SocketSide;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.DecoderException;
import io.vertx.core.Handler;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.internal.http.WebSocketInternal;

/** Takes upgraded media sockets, each on its own event loop. Immutable. */
public final class StreamHandler implements Handler<ServerWebSocket> {
    private final StreamSettings settings;
    private final StreamAcceptor acceptor;

    public StreamHandler(StreamSettings settings, StreamAcceptor acceptor) {
        this.settings = settings;
        this.acceptor = acceptor;
    }

    @Override
    public void handle(ServerWebSocket socket) {
        EventLoop loop = ((WebSocketInternal) socket).channelHandlerContext().channel().eventLoop();
        StreamLeg leg = new StreamLeg(socket, settings, acceptor, new EventLoopClock(loop));
        socket.textMessageHandler(leg::onText);
        socket.binaryMessageHandler(_ -> leg.onMalformed());
        // What broke shows in the close that follows; the peer is told nothing but that.
        socket.exceptionHandler(broken -> {
            if (broken instanceof DecoderException) { // not a connection that is gone
                leg.onMalformed();
            }
        });
        settings.unclaimed().socketOpened(SocketSide.LEG);
        socket.closeHandler(_ -> {
            settings.unclaimed().socketClosed(SocketSide.LEG);
            leg.onSocketClosed();
        });
    }
}
