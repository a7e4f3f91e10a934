package dev.trunkline.gateway.pbx.socket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.WebSocketFrameEncoder;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The way to Asterisk: all messages of one burst, WebSocket frames included, are written into one
 * buffer and leave in one write, below the WebSocket encoder. Each message is one frame: Asterisk
 * hangs up on fragments, or loses them, depending on its version. Hot path, allocates nothing but
 * that buffer from its pool. Confined to the socket's event loop.
 *
 * <pre>
 *   82 | mask, length | [masking key] | audio    81 | mask, length | [masking key] | command
 * </pre>
 */
final class SocketOutput {
    /** Header and payload together must be shorter than 65 536 bytes, or Asterisk hangs up. */
    static final int MOST_MESSAGE_BYTES = 65_500;

    private static final int BURST_BYTES = 4_096;
    private static final int FINAL_TEXT = 0x81;
    private static final int FINAL_BINARY = 0x82;
    private static final int PING = 0x89;
    private static final int TWO_BYTE_LENGTH = 126;
    private static final int MASKED = 0x80;

    private final Channel channel;
    private final ChannelHandlerContext belowEncoder;
    private final ChannelPromise unobserved;

    /** RFC 6455 5.3: clients mask what they send. */
    private final boolean masks;

    private @Nullable ByteBuf burst;

    /** A way out of an upgraded socket; {@code client} if we opened it. */
    SocketOutput(Channel channel, boolean client) {
        this.channel = channel;
        masks = client;
        belowEncoder = channel.pipeline().context(WebSocketFrameEncoder.class);
        unobserved = channel.voidPromise();
    }

    /** Whether the socket takes more. */
    boolean isWritable() {
        return channel.isWritable();
    }

    /** Queues audio: the first {@code byteCount} bytes; borrows {@code audio}. */
    void audio(byte[] audio, int byteCount) {
        ByteBuf target = burst();
        int payload = header(target, FINAL_BINARY, byteCount);
        target.writeBytes(audio, 0, byteCount);
        mask(target, payload);
    }

    /** Queues a command. */
    void command(MediaCommand command, ControlFormat format) {
        ByteBuf target = burst();
        int header = target.writerIndex();
        int payload = header(target, FINAL_TEXT, 0);
        format.write(command, target);
        // Its length is known only now: names of marks are bounded, so always one byte.
        target.setByte(header + 1, (masks ? MASKED : 0) | target.writerIndex() - payload);
        mask(target, payload);
    }

    /** Queues a ping that carries a number. Pongs alone are never sent: some Asterisks crash. */
    void ping(long number) {
        ByteBuf target = burst();
        int payload = header(target, PING, Long.BYTES);
        target.writeLong(number);
        mask(target, payload);
    }

    /** Sends what was queued. */
    void flush() {
        ByteBuf ready = burst;
        if (ready != null) {
            burst = null;
            var _ = belowEncoder.writeAndFlush(ready, unobserved);
        }
    }

    /** Drops what was not flushed. */
    void close() {
        if (burst != null) {
            burst.release();
            burst = null;
        }
    }

    private ByteBuf burst() {
        if (burst == null) {
            burst = channel.alloc().buffer(BURST_BYTES);
        }
        return burst;
    }

    /** RFC 6455 5.2; returns where the payload begins. */
    private int header(ByteBuf target, int first, int byteCount) {
        int mask = masks ? MASKED : 0;
        target.writeByte(first);
        if (byteCount < TWO_BYTE_LENGTH) {
            target.writeByte(mask | byteCount);
        } else {
            target.writeByte(mask | TWO_BYTE_LENGTH).writeShort(byteCount);
        }
        if (masks) {
            target.writeInt(ThreadLocalRandom.current().nextInt());
        }
        return target.writerIndex();
    }

    private void mask(ByteBuf target, int payload) {
        if (!masks) {
            return;
        }
        int key = target.getInt(payload - Integer.BYTES);
        int end = target.writerIndex();
        int at = payload;
        for (; at + Integer.BYTES <= end; at += Integer.BYTES) {
            target.setInt(at, target.getInt(at) ^ key);
        }
        for (int shift = 24; at < end; at++, shift -= 8) {
            target.setByte(at, target.getByte(at) ^ key >> shift);
        }
    }
}
