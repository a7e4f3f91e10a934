package dev.trunkline.gateway.realtime;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;

/**
 * The fast lane of the model's voice: takes audio deltas out of the pipeline right behind the
 * WebSocket decoder. Whatever the scanner does not know goes on to the parser. Hot path.
 */
final class DeltaLane extends ChannelInboundHandlerAdapter {
    private final DeltaScanner scanner = new DeltaScanner();
    private final RealtimeSession session;

    DeltaLane(RealtimeSession session) {
        this.session = session;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof TextWebSocketFrame frame
                && frame.isFinalFragment()
                && frame.rsv() == 0
                && scanner.scan(frame.content())) {
            try {
                session.onDelta(
                        scanner.item(),
                        frame.content(),
                        scanner.payloadStart(),
                        scanner.payloadEnd());
            } finally {
                frame.release();
            }
            return;
        }
        ctx.fireChannelRead(message);
    }
}
