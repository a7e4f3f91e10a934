package dev.trunkline.gateway.realtime;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/** The plain lane: strings and a JSON writer. What the fast lane has to equal. */
final class PlainOutput implements ModelOutput {
    private final Channel channel;
    private boolean dirty;

    PlainOutput(Channel channel) {
        this.channel = channel;
    }

    @Override
    public void append(ByteBuf message, int payloadStart, int payloadEnd) {
        String base64 =
                message.toString(
                        payloadStart, payloadEnd - payloadStart, StandardCharsets.US_ASCII);
        message.release();
        write(base64);
    }

    @Override
    public void append(byte[] audio, int offset, int byteCount) {
        byte[] part = Arrays.copyOfRange(audio, offset, offset + byteCount);
        write(Base64.getEncoder().encodeToString(part));
    }

    @Override
    public void send(String event) {
        dirty = false;
        var _ = channel.writeAndFlush(new TextWebSocketFrame(event));
    }

    @Override
    public void flush() {
        if (dirty) {
            dirty = false;
            channel.flush();
        }
    }

    private void write(String base64) {
        var _ = channel.write(new TextWebSocketFrame(ClientEvents.append(base64)));
        dirty = true;
    }
}
