package dev.trunkline.gateway.realtime;

import dev.trunkline.gateway.call.Base64Audio;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameEncoder;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The fast lane: audio leaves in the phone's own buffer, framed and masked in place, below the
 * WebSocket encoder, which would copy it to mask it. Hot path.
 */
final class FastOutput implements ModelOutput {
    private final Channel channel;
    private final ChannelHandlerContext belowEncoder;
    private final ChannelPromise unobserved;
    private boolean dirty;

    FastOutput(Channel channel) {
        this.channel = channel;
        belowEncoder = channel.pipeline().context(WebSocketFrameEncoder.class);
        unobserved = channel.voidPromise();
    }

    @Override
    public void append(ByteBuf message, int payloadStart, int payloadEnd) {
        if (AppendFrame.fits(message, payloadStart, payloadEnd)) {
            write(message, payloadStart, payloadEnd);
            return;
        }
        int payloadBytes = payloadEnd - payloadStart;
        ByteBuf roomy = withHeadroom(payloadBytes);
        roomy.writeBytes(message, payloadStart, payloadBytes);
        message.release();
        write(roomy, AppendFrame.HEADROOM, AppendFrame.HEADROOM + payloadBytes);
    }

    @Override
    public void append(byte[] audio, int offset, int byteCount) {
        ByteBuf roomy = withHeadroom(Base64Audio.encodedLength(byteCount));
        Base64Audio.encode(audio, offset, byteCount, roomy);
        write(roomy, AppendFrame.HEADROOM, roomy.writerIndex());
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
            belowEncoder.flush(); // nothing above it holds anything back
        }
    }

    private void write(ByteBuf message, int payloadStart, int payloadEnd) {
        AppendFrame.write(message, payloadStart, payloadEnd, ThreadLocalRandom.current().nextInt());
        var _ = belowEncoder.write(message, unobserved);
        dirty = true;
    }

    private ByteBuf withHeadroom(int payloadBytes) {
        return channel.alloc()
                .buffer(AppendFrame.HEADROOM + payloadBytes + 2)
                .writerIndex(AppendFrame.HEADROOM);
    }
}
