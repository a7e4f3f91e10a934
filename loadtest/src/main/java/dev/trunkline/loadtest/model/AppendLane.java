package dev.trunkline.loadtest.model;

import dev.trunkline.loadtest.network.FrameMask;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * The short way for appended audio, ahead of the WebSocket decoder, which would make two objects
 * and a copy of each: a whole frame with an append in its usual form (RFC 6455 section 5.2, FIN and
 * text, masked, with a length of 16 bits) is unmasked into the loop's array and taken there.
 * Whatever else comes goes on as it is, and what follows it in the same buffer with it.
 *
 * <p>That a buffer begins where a frame begins is seen by what is under its mask.
 */
final class AppendLane extends ChannelInboundHandlerAdapter {
    private static final int FINAL_TEXT = 0x81;
    private static final int MASKED_16_BIT_LENGTH = 0x80 | 126;
    private static final int MASK_AT = 4;
    private static final int PAYLOAD_AT = 8;

    private final ModelSocket socket;
    private final byte[] message;

    AppendLane(ModelSocket socket, ModelSocket.Scratch scratch) {
        this.socket = socket;
        message = scratch.message();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object received) {
        if (!(received instanceof ByteBuf read)) {
            ctx.fireChannelRead(received);
            return;
        }
        int frameBytes = takeFrame(read);
        while (frameBytes > 0) {
            read.skipBytes(frameBytes);
            frameBytes = takeFrame(read);
        }
        if (read.isReadable()) {
            ctx.fireChannelRead(read);
        } else {
            read.release();
        }
    }

    /** How long the frame at the reader's index is that was taken; 0 if none was. */
    private int takeFrame(ByteBuf read) {
        int at = read.readerIndex();
        int readable = read.readableBytes();
        if (readable < PAYLOAD_AT
                || read.getUnsignedByte(at) != FINAL_TEXT
                || read.getUnsignedByte(at + 1) != MASKED_16_BIT_LENGTH) {
            return 0;
        }
        int payloadBytes = read.getUnsignedShort(at + 2);
        if (payloadBytes > readable - PAYLOAD_AT || payloadBytes > message.length) {
            return 0;
        }
        read.getBytes(at + PAYLOAD_AT, message, 0, payloadBytes);
        FrameMask.apply(message, message, payloadBytes, read.getInt(at + MASK_AT));
        return socket.append(payloadBytes, System.nanoTime()) ? PAYLOAD_AT + payloadBytes : 0;
    }
}
