package dev.trunkline.loadtest.model;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the frames of one client. An append in its usual form is recognised and decoded as bytes
 * into a reused array: no String, no JSON tree. Everything else goes to {@link
 * RealtimeProtocol#message}. Takes every frame it is given.
 */
final class ModelSocket extends ChannelInboundHandlerAdapter {
    private static final byte[] APPEND_HEAD =
            "{\"type\":\"input_audio_buffer.append\",\"audio\":\""
                    .getBytes(StandardCharsets.ISO_8859_1);
    private static final int APPEND_TAIL_BYTES = 2; // "}

    /** Room for a second of 24 kHz audio; longer appends are rare and take the other path. */
    private static final int SCRATCH_BYTES = 96 * 1_024;

    /** One client at a time per event loop: the arrays are shared by all of its connections. */
    static final class Scratch {
        private final byte[] message = new byte[SCRATCH_BYTES];
        private final byte[] audio = new byte[SCRATCH_BYTES];

        byte[] message() {
            return message;
        }
    }

    private final ConnectionInfo info;
    private final ModelBehavior behavior;
    private final ConnectionRecord record;
    private final Scratch scratch;
    private @Nullable RealtimeProtocol protocol;
    private @Nullable ByteArrayOutputStream fragments;
    private final java.util.function.Consumer<RealtimeProtocol> whenReady;

    ModelSocket(
            ConnectionInfo info,
            ModelBehavior behavior,
            ConnectionRecord record,
            Scratch scratch,
            java.util.function.Consumer<RealtimeProtocol> whenReady) {
        this.info = info;
        this.behavior = behavior;
        this.record = record;
        this.scratch = scratch;
        this.whenReady = whenReady;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        FrameWriter frames = new FrameWriter(ctx);
        Timers timers = new Timers(ctx.executor(), ctx::flush);
        protocol = new RealtimeProtocol(info, behavior, frames, timers, record);
        whenReady.accept(protocol);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        RealtimeProtocol session = protocol;
        if (session == null || !(message instanceof WebSocketFrame frame)) {
            io.netty.util.ReferenceCountUtil.release(message);
            return;
        }
        try {
            if (session.closing() && !(frame instanceof CloseWebSocketFrame)) {
                return; // a close frame is on its way: nothing is answered any more
            }
            long nowNanos = System.nanoTime();
            switch (frame) {
                case TextWebSocketFrame text when text.isFinalFragment() ->
                        text(session, text.content(), nowNanos);
                case TextWebSocketFrame text -> begin(text.content());
                case ContinuationWebSocketFrame more -> more(session, more, nowNanos);
                case BinaryWebSocketFrame _ ->
                        session.refuse(
                                null,
                                new ProtocolException(
                                        "invalid_event", "Binary frames are not supported.", null),
                                null);
                case PingWebSocketFrame ping -> {
                    record.clientPing();
                    if (!behavior.timing().delaysNetwork()) {
                        record.happened(ConnectionRecord.PING, nowNanos);
                    }
                    if (behavior.faults().answersPings()) {
                        session.frames().pong(ping.content());
                        session.events().stamp(ConnectionRecord.PONG);
                    }
                }
                case PongWebSocketFrame _ -> record.pong();
                case CloseWebSocketFrame close -> {
                    int code = close.statusCode() < 0 ? 1_005 : close.statusCode();
                    record.closed(code);
                    session.closedByClient(code == 1_005 ? 1_000 : code);
                }
                default -> {}
            }
        } finally {
            frame.release();
        }
    }

    private void text(RealtimeProtocol session, ByteBuf payload, long nowNanos) {
        int byteCount = payload.readableBytes();
        if (byteCount <= SCRATCH_BYTES) {
            payload.getBytes(payload.readerIndex(), scratch.message, 0, byteCount);
            if (append(byteCount, nowNanos)) {
                return;
            }
        }
        session.message(ByteBufUtil.getBytes(payload), nowNanos);
    }

    /**
     * Takes the text message in the first {@code byteCount} bytes of {@link Scratch#message} if it
     * is an append in its usual form, outside a fragmented message.
     */
    boolean append(int byteCount, long nowNanos) {
        RealtimeProtocol session = protocol;
        byte[] message = scratch.message;
        int chars = byteCount - APPEND_HEAD.length - APPEND_TAIL_BYTES;
        if (session == null
                || session.closing()
                || fragments != null
                || chars < 0
                || message[byteCount - 2] != '"'
                || message[byteCount - 1] != '}'
                || !Arrays.equals(
                        message, 0, APPEND_HEAD.length, APPEND_HEAD, 0, APPEND_HEAD.length)) {
            return false;
        }
        int audioBytes = Base64Bytes.decode(message, APPEND_HEAD.length, chars, scratch.audio);
        if (audioBytes < 0) {
            return false;
        }
        session.append(scratch.audio, audioBytes, nowNanos);
        return true;
    }

    private void begin(ByteBuf payload) {
        fragments = new ByteArrayOutputStream();
        fragments.writeBytes(ByteBufUtil.getBytes(payload));
    }

    private void more(RealtimeProtocol session, ContinuationWebSocketFrame frame, long nowNanos) {
        if (fragments == null) {
            return;
        }
        fragments.writeBytes(ByteBufUtil.getBytes(frame.content()));
        if (frame.isFinalFragment()) {
            byte[] whole = fragments.toByteArray();
            fragments = null;
            session.message(whole, nowNanos);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        ctx.flush();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        record.closed(1_006);
        if (protocol != null) {
            protocol.closed();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        RealtimeProtocol session = protocol;
        if (cause instanceof IOException || session == null) {
            var _ = ctx.close();
        } else if (cause instanceof CorruptedFrameException
                || cause instanceof TooLongFrameException) {
            violation("invalid_frame", String.valueOf(cause.getMessage()));
            session.close(cause instanceof TooLongFrameException ? 1_009 : 1_002, "invalid frame");
        } else {
            violation("simulator_failed", cause.toString());
            session.close(1_011, "the simulated service failed");
        }
    }

    private void violation(String code, String message) {
        record.violation(new ConnectionRecord.Violation(null, code, message, null));
    }
}
