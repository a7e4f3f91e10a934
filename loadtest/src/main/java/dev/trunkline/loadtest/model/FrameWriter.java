package dev.trunkline.loadtest.model;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;

/**
 * Writes WebSocket frames of a server (RFC 6455 section 5.2, never masked) straight to the socket:
 * header and payload in one pooled buffer, no frame objects. Confined to the event loop.
 */
final class FrameWriter {
    private static final int FIN = 0x80;
    private static final int CONTINUATION = 0;
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final int CLOSE_LIMIT_SECONDS = 2;

    private final ChannelHandlerContext ctx;
    private boolean closeSent;

    FrameWriter(ChannelHandlerContext ctx) {
        this.ctx = ctx;
    }

    /** Whether the peer reads fast enough. */
    boolean writable() {
        return ctx.channel().isWritable();
    }

    /**
     * Returns owned: a buffer with the header of a text frame of exactly {@code payloadBytes}; fill
     * it and give it to {@link #send}.
     */
    ByteBuf openText(int payloadBytes) {
        return open(FIN | TEXT, payloadBytes);
    }

    /** Takes {@code frame}; not flushed. */
    void send(ByteBuf frame) {
        if (closeSent) {
            frame.release();
        } else {
            var _ = ctx.write(frame, ctx.voidPromise());
        }
    }

    void text(byte[] utf8) {
        frame(FIN | TEXT, utf8, 0, utf8.length);
    }

    void binary(byte[] bytes) {
        frame(FIN | BINARY, bytes, 0, bytes.length);
    }

    /** One text message in {@code frames} frames, cut anywhere, inside characters too. */
    void fragmented(byte[] utf8, int frames, RandomGenerator random) {
        int from = 0;
        for (int i = 0; i < frames; i++) {
            boolean last = i == frames - 1;
            int until = last ? utf8.length : random.nextInt(from, utf8.length + 1);
            frame((last ? FIN : 0) | (i == 0 ? TEXT : CONTINUATION), utf8, from, until - from);
            from = until;
        }
    }

    void ping(byte[] payload) {
        frame(FIN | PING, payload, 0, payload.length);
    }

    /** Borrows {@code payload}. */
    void pong(ByteBuf payload) {
        ByteBuf frame = open(FIN | PONG, payload.readableBytes());
        frame.writeBytes(payload, payload.readerIndex(), payload.readableBytes());
        send(frame);
    }

    /**
     * Sends a close frame and waits for the peer's: closing the socket at once would reset it if
     * the peer is still sending, and the close frame could be lost.
     */
    void close(int code, String reason) {
        if (closeSent) {
            return;
        }
        byte[] utf8 = reason.getBytes(StandardCharsets.UTF_8);
        ByteBuf frame = open(FIN | CLOSE, 2 + utf8.length);
        frame.writeShort(code).writeBytes(utf8);
        closeSent = true;
        var _ = ctx.writeAndFlush(frame);
        Future<?> limit = ctx.executor().schedule(this::closeSocket, CLOSE_LIMIT_SECONDS, SECONDS);
        ctx.channel().closeFuture().addListener(_ -> limit.cancel(false));
    }

    private void closeSocket() {
        var _ = ctx.close();
    }

    /** The peer's close frame is here: answers it if it came first, and closes the socket. */
    void closedByPeer(int code) {
        if (closeSent) {
            var _ = ctx.close();
            return;
        }
        ByteBuf frame = open(FIN | CLOSE, 2);
        frame.writeShort(code);
        closeSent = true;
        ctx.writeAndFlush(frame).addListener(ChannelFutureListener.CLOSE);
    }

    /** Resets the connection: no close frame, no orderly end of the stream. */
    void abort() {
        ctx.flush(); // what was said before is on its way, as far as a reset lets it arrive
        closeSent = true;
        ctx.channel().config().setOption(ChannelOption.SO_LINGER, 0);
        var _ = ctx.close();
    }

    void flush() {
        ctx.flush();
    }

    /** Tells when everything sent before has been written to the socket; nothing if it never is. */
    void whenWritten(LongConsumer nanos) {
        ctx.write(Unpooled.EMPTY_BUFFER)
                .addListener(written -> {
                    if (written.isSuccess()) {
                        nanos.accept(System.nanoTime());
                    }
                });
    }

    /** Whether the socket is read: if not, the client's messages stay in the kernel. */
    void reading(boolean on) {
        ctx.channel().config().setAutoRead(on);
    }

    private void frame(int firstByte, byte[] bytes, int offset, int payloadBytes) {
        ByteBuf frame = open(firstByte, payloadBytes);
        frame.writeBytes(bytes, offset, payloadBytes);
        send(frame);
    }

    private ByteBuf open(int firstByte, int payloadBytes) {
        ByteBuf frame = ctx.alloc().ioBuffer(payloadBytes + 10);
        frame.writeByte(firstByte);
        if (payloadBytes < 126) {
            frame.writeByte(payloadBytes);
        } else if (payloadBytes <= 0xFFFF) {
            frame.writeByte(126).writeShort(payloadBytes);
        } else {
            frame.writeByte(127).writeLong(payloadBytes);
        }
        return frame;
    }
}
