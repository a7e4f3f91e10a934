package dev.trunkline.gateway.pbx.socket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;

/**
 * Sits between the WebSocket decoder and Vert.x's own handler, and takes everything out of the
 * pipeline but pings and the close: audio is copied once, into the leg's own array. Asterisk never
 * fragments, so a fragment is somebody else's and is dropped.
 */
final class SocketLane extends ChannelInboundHandlerAdapter {
    private final MediaSocket socket;

    SocketLane(MediaSocket socket) {
        this.socket = socket;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof WebSocketFrame frame) || !isOurs(frame)) {
            ctx.fireChannelRead(message);
            return;
        }
        try {
            ByteBuf content = frame.content();
            if (frame instanceof PongWebSocketFrame) {
                socket.onPong(content);
            } else if (content.readableBytes() > SocketOutput.MOST_MESSAGE_BYTES) {
                socket.onOversized();
            } else if (!frame.isFinalFragment() || frame instanceof ContinuationWebSocketFrame) {
                socket.onMalformed();
            } else if (frame instanceof TextWebSocketFrame text) {
                socket.onText(text.text());
            } else {
                socket.onAudio(content);
            }
        } finally {
            frame.release();
        }
    }

    private static boolean isOurs(WebSocketFrame frame) {
        return frame instanceof BinaryWebSocketFrame
                || frame instanceof TextWebSocketFrame
                || frame instanceof ContinuationWebSocketFrame
                || frame instanceof PongWebSocketFrame;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        socket.onReadComplete();
        ctx.fireChannelReadComplete();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable()) {
            socket.onWritable();
        }
        ctx.fireChannelWritabilityChanged();
    }
}
