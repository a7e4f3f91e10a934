package dev.trunkline.gateway.twilio.stream;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import org.jspecify.annotations.Nullable;

/**
 * Sits between the WebSocket decoder and Vert.x's own handler. In the fast lane it takes the
 * caller's audio out of the pipeline; whatever its scanner does not know goes on to Vert.x and the
 * parser. In both lanes it tells the leg of the end of a read burst and of a phone that reads
 * again.
 */
final class StreamLane extends ChannelInboundHandlerAdapter {
    private final StreamLeg leg;
    private final @Nullable MediaScanner scanner;

    /**
     * A lane of one leg.
     *
     * @param scanner null for the plain lane
     */
    StreamLane(StreamLeg leg, @Nullable MediaScanner scanner) {
        this.leg = leg;
        this.scanner = scanner;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof WebSocketFrame any
                && any.content().readableBytes() > StreamLeg.MOST_MESSAGE_BYTES) {
            any.release();
            leg.onOversized();
            return;
        }
        if (scanner != null
                && message instanceof TextWebSocketFrame frame
                && frame.isFinalFragment()
                && frame.rsv() == 0
                && scanner.scan(frame.content())) {
            // The frame has no other reference: its content, the payload's message, goes along.
            leg.onScannedMedia(scanner.payload(), scanner.timestampMs());
            return;
        }
        ctx.fireChannelRead(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        leg.onReadComplete();
        ctx.fireChannelReadComplete();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable()) {
            leg.onWritable();
        }
        ctx.fireChannelWritabilityChanged();
    }
}
