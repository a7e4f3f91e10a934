package dev.trunkline.loadtest.phone;

import dev.trunkline.loadtest.network.FrameMask;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The WebSocket of one stream, right on the Netty channel: a message is masked (RFC 6455 section
 * 5.3) into one pooled buffer that holds the whole frame, and frames that arrive are read where
 * they lie. No frame object, no String, no JSON tree on the way of audio; a flush once per tick or
 * read burst.
 */
final class StreamSocket extends ChannelInboundHandlerAdapter
        implements StreamWire, ServerFrameReader.Sink {
    private static final int OPCODE_TEXT = 0x1;
    private static final int OPCODE_BINARY = 0x2;
    private static final int OPCODE_CLOSE = 0x8;
    private static final int OPCODE_PING = 0x9;
    private static final int OPCODE_PONG = 0xA;
    private static final int FIN = 0x80;
    private static final int NO_STATUS = 1005;
    private static final int ABNORMAL = 1006;
    private static final long VANISHED_NANOS = 30_000_000_000L;
    private static final long CLOSE_WAIT_NANOS = 2_000_000_000L;

    private final PhoneLoop loop;
    private final ServerFrameReader frames = new ServerFrameReader(this);
    private final Listener listener;
    private @Nullable ChannelHandlerContext context;
    private byte[] received = new byte[1024];
    private boolean dirty;
    private boolean closeSent;
    private boolean closeReceived;
    private boolean vanished;
    private int closeCode = ABNORMAL;
    private PhoneCallReport.@Nullable ClosedBy closedBy;
    private final TimerWheel.Timer impatience =
            new TimerWheel.Timer() {
                @Override
                void fire(long nowNanos) {
                    if (context != null) {
                        var _ = context.close();
                    }
                }
            };

    /** What the owner of the socket hears. */
    interface Listener {
        /** A text message; the array is borrowed. */
        void text(byte[] utf8, int length, long nowNanos);

        /** Something that is not an unfragmented text message. */
        void violation(int code, String detail, long nowNanos);

        /** The gateway began to close: a close frame, or the end of the connection. */
        void closing(long nowNanos);

        /** The connection is gone; called once. */
        void closed(int closeCode, PhoneCallReport.ClosedBy closedBy, long nowNanos);
    }

    StreamSocket(PhoneLoop loop, Listener listener) {
        this.loop = loop;
        this.listener = listener;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    @Override
    public void text(byte[] utf8, int length) {
        frame(OPCODE_TEXT, utf8, length);
    }

    private void frame(int opcode, byte[] payload, int length) {
        ChannelHandlerContext to = context;
        if (to == null || closeSent || vanished || !to.channel().isActive()) {
            return;
        }
        int extended = length < 126 ? 0 : length < 65536 ? 2 : 8;
        ByteBuf frame = to.alloc().directBuffer(2 + extended + 4 + length);
        frame.writeByte(FIN | opcode);
        frame.writeByte(0x80 | (extended == 0 ? length : extended == 2 ? 126 : 127));
        if (extended == 2) {
            frame.writeShort(length);
        } else if (extended == 8) {
            frame.writeLong(length);
        }
        int mask = ThreadLocalRandom.current().nextInt();
        frame.writeInt(mask);
        byte[] masked = loop.masked(length);
        FrameMask.apply(payload, masked, length, mask);
        frame.writeBytes(masked, 0, length);
        write(to, frame);
    }

    private void write(ChannelHandlerContext to, ByteBuf bytes) {
        var _ = to.write(bytes, to.voidPromise());
        if (!dirty) {
            dirty = true;
            loop.flushLater(this);
        }
    }

    void flush() {
        dirty = false;
        if (context != null) {
            context.flush();
        }
    }

    @Override
    public void raw(byte[] bytes) {
        if (context != null && !closeSent) {
            write(context, context.alloc().buffer(bytes.length).writeBytes(bytes));
        }
    }

    @Override
    public boolean writable() {
        // What is sent to a socket that the peer has closed is lost, but the peer did not read
        // slowly.
        return context != null && (context.channel().isWritable() || !context.channel().isActive());
    }

    @Override
    public void reading(boolean on) {
        if (context != null) {
            context.channel().config().setAutoRead(on);
        }
    }

    @Override
    public void close(int code) {
        close(code, "");
    }

    /** {@code reason} has at most 123 bytes (RFC 6455 section 5.5). */
    void close(int code, String reason) {
        if (context == null || closeSent) {
            return;
        }
        begins(PhoneCallReport.ClosedBy.PHONE);
        byte[] utf8 = reason.getBytes(StandardCharsets.UTF_8);
        byte[] payload = new byte[2 + utf8.length];
        payload[0] = (byte) (code >> 8);
        payload[1] = (byte) code;
        System.arraycopy(utf8, 0, payload, 2, utf8.length);
        frame(OPCODE_CLOSE, payload, payload.length);
        closeSent = true;
        reading(true); // the answer must get through
        if (closeReceived) {
            context.writeAndFlush(context.alloc().buffer(0))
                    .addListener(ChannelFutureListener.CLOSE);
        } else {
            loop.wheel.arm(impatience, loop.now() + CLOSE_WAIT_NANOS);
        }
    }

    @Override
    public void drop(HangUp how) {
        if (context == null) {
            return;
        }
        begins(PhoneCallReport.ClosedBy.PHONE);
        flush();
        if (how == HangUp.RESET) {
            context.channel().config().setOption(ChannelOption.SO_LINGER, 0);
            var _ = context.close();
        } else if (how == HangUp.HALF_CLOSE && context.channel() instanceof DuplexChannel duplex) {
            closeSent = true;
            var _ = duplex.shutdownOutput();
            loop.wheel.arm(impatience, loop.now() + CLOSE_WAIT_NANOS);
        } else {
            vanished = true;
            reading(false);
            loop.wheel.arm(impatience, loop.now() + VANISHED_NANOS);
        }
    }

    private void begins(PhoneCallReport.ClosedBy who) {
        if (closedBy == null) {
            closedBy = who;
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext from, Object message) {
        if (!frames.read((ByteBuf) message, from.alloc())) {
            close(1002);
            var _ = from.close();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext from) {
        loop.settle();
    }

    @Override
    public void frame(int firstByte, ByteBuf buffer, int index, int bytes) {
        long nowNanos = loop.now();
        switch (firstByte) {
            case FIN | OPCODE_TEXT -> {
                if (received.length < bytes) {
                    received = new byte[bytes * 2];
                }
                buffer.getBytes(index, received, 0, bytes);
                listener.text(received, bytes, nowNanos);
            }
            case FIN | OPCODE_BINARY ->
                    listener.violation(
                            Violation.STREAM_UNDECODABLE,
                            "binary frame: text is expected",
                            nowNanos);
            case FIN | OPCODE_CLOSE -> closeFrame(buffer, index, bytes, nowNanos);
            case FIN | OPCODE_PING ->
                    frame(OPCODE_PONG, ByteBufUtil.getBytes(buffer, index, bytes), bytes);
            case FIN | OPCODE_PONG -> {} // an answer to nothing: allowed (RFC 6455 section 5.5.3)
            default ->
                    listener.violation(
                            Violation.STREAM_PROTOCOL,
                            "frame begins with 0x"
                                    + Integer.toHexString(firstByte)
                                    + ": unfragmented text is expected",
                            nowNanos);
        }
    }

    private void closeFrame(ByteBuf buffer, int index, int bytes, long nowNanos) {
        closeReceived = true;
        closeCode = bytes >= 2 ? buffer.getUnsignedShort(index) : NO_STATUS;
        begins(PhoneCallReport.ClosedBy.GATEWAY);
        listener.closing(nowNanos);
        if (closeSent) {
            if (context != null) {
                var _ = context.close();
            }
        } else {
            close(closeCode == NO_STATUS ? 1000 : closeCode);
        }
    }

    @Override
    public void unreadable(int code, String detail) {
        listener.violation(Violation.STREAM_PROTOCOL, detail, loop.now());
    }

    @Override
    public void channelInactive(ChannelHandlerContext from) {
        frames.release();
        loop.wheel.cancel(impatience);
        long nowNanos = loop.now();
        begins(PhoneCallReport.ClosedBy.GATEWAY);
        listener.closing(nowNanos);
        PhoneCallReport.ClosedBy who =
                closedBy == null ? PhoneCallReport.ClosedBy.GATEWAY : closedBy;
        listener.closed(closeCode, who, nowNanos);
        loop.settle();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext from) {
        frames.release();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext from, Throwable cause) {
        listener.violation(
                Violation.STREAM_BROKEN,
                "connection failed: " + cause.getClass().getSimpleName(),
                loop.now());
        var _ = from.close();
    }
}
