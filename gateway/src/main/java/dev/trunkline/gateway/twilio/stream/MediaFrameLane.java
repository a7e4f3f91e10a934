package dev.trunkline.gateway.twilio.stream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * The short way for the caller's audio, ahead of the WebSocket decoder, which would copy each
 * message out of what was read: a frame with a media message in it goes to the leg as it is.
 * Whatever else comes goes on to the decoder and {@link StreamLane}, and what follows it in the
 * same buffer with it: parts of frames, other messages. Hot path.
 *
 * <p>Nothing is remembered about frames that went on. That a buffer begins where a frame begins is
 * seen by what is in it: a length that it has and, under the mask, JSON from the first character to
 * the last with this stream's SID.
 *
 * <p>A loop that is late finds several frames in one buffer. They must not take the long way: a
 * frame that costs more when the loop is late keeps it late.
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
        if (!(message instanceof ByteBuf read && takes(ctx, read))) {
            others = true;
            ctx.fireChannelRead(message);
        }
    }

    /** False if something is left in the buffer that is no audio, or no whole frame. */
    private boolean takes(ChannelHandlerContext ctx, ByteBuf read) {
        while (!scanner.scanFrame(read)) {
            int frameBytes = MediaScanner.frameBytes(read);
            if (frameBytes == 0 || frameBytes == read.readableBytes()) {
                return false;
            }
            // Audio leaves in the buffer that it came in, and this one is another's too.
            ByteBuf frame = ctx.alloc().ioBuffer(frameBytes);
            frame.writeBytes(read, read.readerIndex(), frameBytes);
            if (!scanner.scanFrame(frame)) {
                frame.release();
                return false;
            }
            read.skipBytes(frameBytes);
            leg.onScannedMedia(scanner.payload(), scanner.timestampMs());
        }
        leg.onScannedMedia(scanner.payload(), scanner.timestampMs());
        return true;
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
