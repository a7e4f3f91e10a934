package dev.trunkline.gateway.realtime;

import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A client's end of a WebSocket, and a server that reads it with Netty's own decoder. */
final class Wire {
    final EmbeddedChannel channel = new EmbeddedChannel(new WebSocket13FrameEncoder(true));
    private final EmbeddedChannel server = server();
    private final List<String> texts = new ArrayList<>();

    /** What a server reads from one frame of a client; releases it. */
    static String clientText(ByteBuf frame) {
        EmbeddedChannel server = server();
        server.writeInbound(frame);
        TextWebSocketFrame text = server.readInbound();
        String read = text.content().toString(StandardCharsets.UTF_8);
        boolean whole = text.isFinalFragment() && text.rsv() == 0;
        text.release();
        boolean more = server.finishAndReleaseAll();
        return whole && !more ? read : "not one whole frame: " + read;
    }

    /** All texts sent so far. */
    List<String> texts() {
        for (ByteBuf bytes = channel.readOutbound();
                bytes != null;
                bytes = channel.readOutbound()) {
            server.writeInbound(bytes);
        }
        for (TextWebSocketFrame text = server.readInbound();
                text != null;
                text = server.readInbound()) {
            texts.add(text.content().toString(StandardCharsets.UTF_8));
            text.release();
        }
        return texts;
    }

    void close() {
        channel.finishAndReleaseAll();
        server.finishAndReleaseAll();
    }

    private static EmbeddedChannel server() {
        return new EmbeddedChannel(
                new WebSocket13FrameDecoder(
                        WebSocketDecoderConfig.newBuilder()
                                .expectMaskedFrames(true)
                                .maxFramePayloadLength(1 << 20)
                                .build()));
    }
}
