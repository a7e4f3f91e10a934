package dev.trunkline.gateway.twilio.stream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * The short way for the caller's audio, ahead of the WebSocket decoder, which would copy each
 * message out of what was read: a buffer that is one whole frame with a media message in it goes to
 * the leg as it is. Whatever else comes goes on to the decoder and {@link StreamLane}: parts of
 * frames, several at once, other messages. Hot path.
 *
 * <p>Nothing is remembered about frames that went on. That a buffer begins where a frame begins is
 * seen by what is in it: its length to the byte and, under the mask, JSON from the first character
 * to the last with this stream's SID.
 */
final class MediaFrameLane extends ChannelInboundHandlerAdapter {
    private final StreamLeg leg;
    private final MediaScanner scanner;

    /** Something of this read burst went on; at first, that in which the stream started. */
    private boolean others = true;

    MediaFrameLane(StreamLeg leg, MediaScanner scanner) {
        this.leg = leg;
        this.scanner = scanner;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof ByteBuf read && scanner.scanFrame(read)) {
            leg.onScannedMedia(scanner.payload(), scanner.timestampMs());
            return;
        }
        others = true;
        ctx.fireChannelRead(message);
    }

    /** Those behind wait for the end of a burst only where they saw some of it. */
    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (others) {
            others = false;
            ctx.fireChannelReadComplete();
        } else {
            leg.onReadComplete();
        }
    }
}
