package dev.trunkline.gateway.pbx.socket;

import dev.trunkline.gateway.call.CallClock;
import dev.trunkline.gateway.call.LegClose;
import dev.trunkline.gateway.config.pbx.PbxFormat;
import dev.trunkline.gateway.pbx.socket.MediaEvent.MediaStart;
import dev.trunkline.observability.metrics.SocketSide;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.websocketx.WebSocketFrameDecoder;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocket;
import io.vertx.core.internal.http.WebSocketInternal;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An upgraded socket of Asterisk's: its first message says its format and in which form it is
 * controlled, and has to come in time. Nothing is read once it is closed.
 *
 * <p>It is never paused: Asterisk gives a call up whose peer does not read for 100 ms.
 *
 * <p>Confined to its event loop.
 */
final class MediaSocket {
    /** What comes from it. */
    interface Listener {
        /** The first message; everything else follows it. */
        void onStart(String channelId, PbxFormat format);

        void onEvent(MediaEvent event);

        /** One message of audio. Borrows. Hot path. */
        void onAudio(ByteBuf content);

        /** Borrows. */
        void onPong(ByteBuf payload);

        /** All messages of one read were delivered. */
        void onReadComplete();

        /** The socket takes more again. */
        void onRoom();

        /** A message that cannot be used: counted, and the call goes on. */
        void onMalformed();

        /**
         * It is closed, by whichever side. Once.
         *
         * @param clean whether somebody said so, instead of a connection that broke
         */
        void onClosed(boolean clean);
    }

    private final WebSocket socket;
    private final Channel channel;
    private final SocketOutput output;
    private final Listener listener;

    private ControlFormat control = ControlFormat.JSON;
    private CallClock.@Nullable Timer startDeadline;
    private boolean started;
    private boolean closed;

    MediaSocket(WebSocket socket, PbxSocketSettings settings, CallClock clock, Listener listener) {
        this.socket = socket;
        this.listener = listener;
        channel = ((WebSocketInternal) socket).channelHandlerContext().channel();
        output = new SocketOutput(channel, !(socket instanceof ServerWebSocket));
        startDeadline =
                clock.schedule(
                        settings.startTimeout().toNanos(),
                        () -> {
                            startDeadline = null;
                            close(LegClose.PROTOCOL, true);
                        });
        settings.unclaimed().socketOpened(SocketSide.LEG);
        socket.closeHandler(_ -> {
            settings.unclaimed().socketClosed(SocketSide.LEG);
            Short code = socket.closeStatusCode();
            // 1006 is no code of the peer's: the connection just broke (RFC 6455 7.4.1).
            over(code != null && code != 1006);
        });
    }

    /** Reads from now on. */
    void listen() {
        String decoder = channel.pipeline().context(WebSocketFrameDecoder.class).name();
        channel.pipeline().addAfter(decoder, "pbx-media", new SocketLane(this));
        // What came before the lane was there, Vert.x has kept.
        socket.textMessageHandler(this::onText);
        socket.binaryMessageHandler(_ -> {}); // nobody listens yet
        socket.exceptionHandler(broken -> {
            if (broken instanceof DecoderException) { // not a connection that is gone
                onMalformed();
            }
        });
    }

    EventLoop eventLoop() {
        return channel.eventLoop();
    }

    /** The way out; its owner closes it. */
    SocketOutput output() {
        return output;
    }

    /** Of the first message. */
    ControlFormat control() {
        return control;
    }

    /** Whether a first message has come that can be used. */
    boolean isStarted() {
        return started;
    }

    /** Closes it; at most once, later calls do nothing. */
    void close(LegClose cause, boolean clean) {
        if (!closed) {
            var _ = socket.close(cause.code(), cause.reason());
            over(clean);
        }
    }

    private void over(boolean clean) {
        if (closed) {
            return;
        }
        closed = true;
        cancelDeadline();
        listener.onClosed(clean);
    }

    private void cancelDeadline() {
        if (startDeadline != null) {
            startDeadline.cancel();
            startDeadline = null;
        }
    }

    // From the lane.

    void onText(String text) {
        if (closed) {
            return;
        }
        try {
            if (!started) {
                control = ControlFormat.of(text);
            }
            MediaEvent event = control.decode(text);
            if (event instanceof MediaStart start && !started) {
                onStart(start);
            } else if (started) {
                listener.onEvent(event);
            } else {
                onMalformed();
            }
        } catch (MalformedMediaEventException malformed) {
            onMalformed();
        }
    }

    private void onStart(MediaStart start) {
        Optional<PbxFormat> format =
                Arrays.stream(PbxFormat.values())
                        .filter(each -> each.asteriskName().equals(start.format()))
                        .findFirst();
        if (format.isEmpty()) { // one that nobody asked for
            onMalformed();
            close(LegClose.PROTOCOL, true);
            return;
        }
        started = true;
        cancelDeadline();
        listener.onStart(start.channelId(), format.get());
    }

    /** One message of audio. Borrows. Hot path. */
    void onAudio(ByteBuf content) {
        if (!closed && content.isReadable()) {
            listener.onAudio(content);
        }
    }

    /** Borrows. */
    void onPong(ByteBuf payload) {
        if (!closed) {
            listener.onPong(payload);
        }
    }

    void onReadComplete() {
        if (!closed) {
            listener.onReadComplete();
        }
    }

    void onWritable() {
        if (!closed) {
            listener.onRoom();
        }
    }

    void onMalformed() {
        listener.onMalformed();
    }

    /** A message as long as none of Asterisk's: what follows it may be anything. */
    void onOversized() {
        onMalformed();
        close(LegClose.TOO_LONG, false);
    }
}
