package dev.trunkline.gateway.twilio.stream;

import dev.trunkline.gateway.call.Base64Audio;
import dev.trunkline.gateway.call.MarkName;
import dev.trunkline.gateway.call.MessageBytes;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.WebSocketFrameEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The fast lane to Twilio: all messages of one burst, WebSocket frames included, are written into
 * one buffer and leave in one write, below the WebSocket encoder. Hot path, allocates nothing but
 * that buffer from its pool.
 *
 * <pre>
 *   81 7E len len {"event":"media","streamSid":"MZ…","media":{"payload":"…"}} 81 …
 * </pre>
 */
final class FastStreamOutput implements StreamOutput {
    /** Twilio's are 34. With a longer one, a mark could outgrow its frame's one-byte length. */
    static final int LONGEST_STREAM_SID = 48;

    private static final int BURST_BYTES = 4_096;
    private static final int FINAL_TEXT = 0x81;
    private static final int TWO_BYTE_LENGTH = 126;
    private static final int LONGEST_HEADER = 4;
    private static final byte[] MEDIA_TAIL = ascii("\"}}");

    private final Channel channel;
    private final ChannelHandlerContext belowEncoder;
    private final ChannelPromise unobserved;
    private final byte[] mediaHead;
    private final byte[] markHead;
    private final byte[] clear;
    private @Nullable ByteBuf burst;

    FastStreamOutput(Channel channel, String streamSid) {
        this.channel = channel;
        belowEncoder = channel.pipeline().context(WebSocketFrameEncoder.class);
        unobserved = channel.voidPromise();
        mediaHead =
                ascii(
                        "{\"event\":\"media\",\"streamSid\":\""
                                + streamSid
                                + "\",\"media\":{\"payload\":\"");
        markHead =
                ascii(
                        "{\"event\":\"mark\",\"streamSid\":\""
                                + streamSid
                                + "\",\"mark\":{\"name\":\"");
        byte[] message = ascii("{\"event\":\"clear\",\"streamSid\":\"" + streamSid + "\"}");
        clear = new byte[headerBytes(message.length) + message.length];
        int start = header(clear, message.length);
        System.arraycopy(message, 0, clear, start, message.length);
    }

    @Override
    public void media(byte[] audio) {
        int length = mediaHead.length + Base64Audio.encodedLength(audio.length) + MEDIA_TAIL.length;
        byte[] frame = MessageBytes.room(LONGEST_HEADER + length);
        int at = header(frame, length);
        System.arraycopy(mediaHead, 0, frame, at, mediaHead.length);
        at = Base64Audio.encode(audio, 0, audio.length, frame, at + mediaHead.length);
        System.arraycopy(MEDIA_TAIL, 0, frame, at, MEDIA_TAIL.length);
        burst().writeBytes(frame, 0, at + MEDIA_TAIL.length);
    }

    @Override
    public void mark(int generation, int sequence) {
        ByteBuf target = burst();
        int start = target.writerIndex();
        target.writeShort(0); // its length is known only when the digits are written
        target.writeBytes(markHead);
        MarkName.write(target, generation, sequence);
        target.writeBytes(MEDIA_TAIL);
        int length = target.writerIndex() - start - 2;
        target.setByte(start, FINAL_TEXT);
        target.setByte(start + 1, length); // streamSid is bounded: always one byte
    }

    @Override
    public void clear() {
        burst().writeBytes(clear);
    }

    @Override
    public void flush() {
        ByteBuf ready = burst;
        if (ready != null) {
            burst = null;
            var _ = belowEncoder.writeAndFlush(ready, unobserved);
        }
    }

    @Override
    public void close() {
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

    /** RFC 6455 5.2: final text frame, unmasked as a server's. Returns where the message begins. */
    private static int header(byte[] frame, int length) {
        frame[0] = (byte) FINAL_TEXT;
        if (length < TWO_BYTE_LENGTH) {
            frame[1] = (byte) length;
        } else {
            frame[1] = TWO_BYTE_LENGTH;
            frame[2] = (byte) (length >> 8);
            frame[3] = (byte) length;
        }
        return headerBytes(length);
    }

    private static int headerBytes(int length) {
        return length < TWO_BYTE_LENGTH ? 2 : LONGEST_HEADER;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
