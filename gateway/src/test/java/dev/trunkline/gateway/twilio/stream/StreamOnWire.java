package dev.trunkline.gateway.twilio.stream;

import dev.trunkline.gateway.call.CallClock;
import dev.trunkline.gateway.call.PhoneLegListener;
import dev.trunkline.gateway.call.TestMeters;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.Future;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.internal.http.WebSocketInternal;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A stream's leg behind Netty's own WebSocket codec, as Vert.x has it in its pipeline; what reaches
 * the end of that is handed to the leg as text.
 */
final class StreamOnWire {
    static final String STREAM_SID = "MZ11112222333344445555666677778888";
    static final long NO_MESSAGE_MS = 20_000;

    private final EmbeddedChannel channel;
    private final List<Object> closeCodes = new ArrayList<>();
    private final StreamLeg leg;

    /**
     * A stream that has not started.
     *
     * @param calls makes the call that it belongs to
     * @param below what lies between the codec and the socket
     */
    StreamOnWire(
            boolean fastLane,
            TestMeters meters,
            CallClock clock,
            Function<StreamAcceptor.Opening, PhoneLegListener> calls,
            ChannelHandler... below) {
        channel = new EmbeddedChannel(below);
        channel.pipeline()
                .addLast(
                        new WebSocket13FrameDecoder(
                                WebSocketDecoderConfig.newBuilder()
                                        .expectMaskedFrames(true)
                                        .build()),
                        new WebSocket13FrameEncoder(false),
                        new WebSocketFrameAggregator(1 << 16),
                        new Parser());
        WebSocketInternal socket =
                (WebSocketInternal)
                        Proxy.newProxyInstance(
                                getClass().getClassLoader(),
                                new Class<?>[] {WebSocketInternal.class, ServerWebSocket.class},
                                (_, method, arguments) ->
                                        switch (method.getName()) {
                                            case "channelHandlerContext" ->
                                                    channel.pipeline().lastContext();
                                            case "closeStatusCode" -> (short) 1000;
                                            case "isClosed" -> false;
                                            case "close" -> {
                                                closeCodes.add(arguments[0]);
                                                yield Future.succeededFuture();
                                            }
                                            default ->
                                                    throw new UnsupportedOperationException(
                                                            method.getName());
                                        });
        leg =
                new StreamLeg(
                        (ServerWebSocket) socket,
                        new StreamSettings(
                                fastLane,
                                Duration.ofSeconds(5),
                                Duration.ofMillis(NO_MESSAGE_MS),
                                meters.meters()),
                        new StreamAcceptor() {
                            @Override
                            public Accepted accept(Opening opening) {
                                return new Accepted(calls.apply(opening), meters.meters());
                            }

                            @Override
                            public void startTimedOut() {
                                throw new AssertionError("the stream did start");
                            }
                        },
                        clock);
    }

    /** Stands for Vert.x and its text handler. */
    private final class Parser extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (message instanceof TextWebSocketFrame text) {
                leg.onText(text.text());
            }
            ReferenceCountUtil.release(message);
        }
    }

    static String startMessage() {
        return "{\"event\":\"start\",\"streamSid\":\""
                + STREAM_SID
                + "\",\"start\":{\"accountSid\":\"AC1\",\"callSid\":\"CA1\","
                + "\"mediaFormat\":{\"encoding\":\"audio/x-mulaw\",\"sampleRate\":8000,"
                + "\"channels\":1}}}";
    }

    /** 20 ms of audio, as Twilio sends it. */
    static byte[] mediaMessage() {
        String text =
                "{\"event\":\"media\",\"sequenceNumber\":\"12\",\"streamSid\":\""
                        + STREAM_SID
                        + "\",\"media\":{\"track\":\"inbound\",\"chunk\":\"11\","
                        + "\"timestamp\":\"0\",\"payload\":\""
                        + "f/7+".repeat(53)
                        + "/w==\"}}";
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** A mark that comes back. */
    static String markMessage(String name) {
        return "{\"event\":\"mark\",\"streamSid\":\""
                + STREAM_SID
                + "\",\"mark\":{\"name\":\""
                + name
                + "\"}}";
    }

    /** What Netty's own encoder makes of a phone's frames, under a mask; they are released. */
    static byte[] masked(WebSocketFrame... frames) {
        EmbeddedChannel client = new EmbeddedChannel(new WebSocket13FrameEncoder(true));
        client.writeOutbound((Object[]) frames);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (ByteBuf part = client.readOutbound(); part != null; part = client.readOutbound()) {
            bytes.writeBytes(ByteBufUtil.getBytes(part));
            part.release();
        }
        client.finishAndReleaseAll();
        return bytes.toByteArray();
    }

    static byte[] maskedText(byte[] message) {
        return masked(new TextWebSocketFrame(Unpooled.wrappedBuffer(message)));
    }

    /** The phone says that it begins. */
    StreamOnWire started() {
        leg.onText(startMessage());
        return this;
    }

    EmbeddedChannel channel() {
        return channel;
    }

    StreamLeg leg() {
        return leg;
    }

    /** That our side closed the socket with. */
    List<Object> closeCodes() {
        return closeCodes;
    }
}
