package dev.trunkline.gateway.realtime;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.util.ReferenceCountUtil;

/**
 * The end of the model's pipeline: hands frames, and the socket's fate, to the session. Says why a
 * socket ended in words that are safe to log: a status or a close code, never the peer's text.
 */
final class RealtimeSocket extends ChannelInboundHandlerAdapter {
    /** Completes the pipeline after the upgrade. */
    @FunctionalInterface
    interface Upgraded {
        void complete(ChannelPipeline pipeline, RealtimeSession session);
    }

    private final RealtimeSession session;
    private final Upgraded upgraded;
    private String fate = "closed without a close frame";

    RealtimeSocket(RealtimeSession session, Upgraded upgraded) {
        this.session = session;
        this.upgraded = upgraded;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
            upgraded.complete(ctx.pipeline(), session);
            session.onConnected(ctx.channel());
        } else if (event == ClientHandshakeStateEvent.HANDSHAKE_TIMEOUT) {
            fate = "no answer to the upgrade in time";
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            switch (message) {
                case TextWebSocketFrame text -> session.onText(text.content());
                case PongWebSocketFrame pong -> session.onPong(pong.content());
                case BinaryWebSocketFrame _ -> session.onMalformed();
                case CloseWebSocketFrame close -> onClose(ctx.channel(), close);
                default -> {}
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void onClose(Channel channel, CloseWebSocketFrame close) {
        int code = close.statusCode();
        fate = code < 0 ? "closed without a code" : "closed with " + code;
        if (session.closing()) {
            var _ = channel.close();
        } else {
            var _ =
                    channel.writeAndFlush(new CloseWebSocketFrame(1000, ""))
                            .addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        session.onReadComplete();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable()) {
            session.onWritable();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        session.onSocketClosed(fate);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        switch (cause) {
            case WebSocketClientHandshakeException refused -> {
                HttpResponse response = refused.response();
                int status = response == null ? 0 : response.status().code();
                session.onUpgradeRefused(status);
                fate = "upgrade refused with HTTP " + status;
            }
            case TooLongFrameException _ -> fate = "a message was longer than 16 MiB";
            case CorruptedWebSocketFrameException _ -> fate = "not valid WebSocket frames";
            default -> fate = cause.getClass().getSimpleName();
        }
        var _ = ctx.close();
    }
}
