package dev.trunkline.gateway.realtime;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * Turns a phone's media message into an {@code input_audio_buffer.append}, WebSocket frame
 * included, in the buffer it came in:
 *
 * <pre>
 *   {"event":"media", … "payload":"//7+/f7//v8="}}         as it came
 *          [frame header]{"type":… ,"audio":"//7+/f7//v8="}         as it leaves, masked
 * </pre>
 *
 * <p>The payload does not move: what stands before it is longer than what is written over it. RFC
 * 6455 5.2 and 5.3: one final text frame, masked by a client with a fresh key.
 *
 * <p>Hot path, allocates nothing. Borrows the buffer and sets its reader and writer index.
 */
final class AppendFrame {
    static final byte[] ENVELOPE =
            "{\"type\":\"input_audio_buffer.append\",\"audio\":\""
                    .getBytes(StandardCharsets.US_ASCII);

    private static final int CLOSING = '"' << 8 | '}';
    private static final int CLOSING_BYTES = 2;
    private static final byte FINAL_TEXT = (byte) 0x81;
    private static final int MASKED = 0x80;
    private static final int TWO_BYTE_LENGTH = 126;
    private static final int EIGHT_BYTE_LENGTH = 127;

    /** Room that must be free before the payload: envelope, key, longest header. */
    static final int HEADROOM = ENVELOPE.length + 4 + 10;

    private AppendFrame() {}

    /** Whether the frame can be written around the payload where it stands. */
    static boolean fits(ByteBuf message, int payloadStart, int payloadEnd) {
        return payloadStart >= HEADROOM
                && payloadEnd + CLOSING_BYTES <= message.capacity()
                && !message.isReadOnly()
                && message.refCnt() == 1;
    }

    /**
     * Writes the frame around the payload; the readable bytes of {@code message} are the frame
     * then.
     */
    static void write(ByteBuf message, int payloadStart, int payloadEnd, int maskingKey) {
        int bodyStart = payloadStart - ENVELOPE.length;
        int bodyEnd = payloadEnd + CLOSING_BYTES;
        message.setBytes(bodyStart, ENVELOPE);
        message.setShort(payloadEnd, CLOSING);
        message.setInt(bodyStart - 4, maskingKey);
        mask(message, bodyStart, bodyEnd, maskingKey);

        int length = bodyEnd - bodyStart;
        int start;
        if (length < TWO_BYTE_LENGTH) {
            start = bodyStart - 4 - 2;
            message.setByte(start + 1, MASKED | length);
        } else if (length <= 0xFFFF) {
            start = bodyStart - 4 - 4;
            message.setByte(start + 1, MASKED | TWO_BYTE_LENGTH);
            message.setShort(start + 2, length);
        } else {
            start = bodyStart - 4 - 10;
            message.setByte(start + 1, MASKED | EIGHT_BYTE_LENGTH);
            message.setLong(start + 2, length);
        }
        message.setByte(start, FINAL_TEXT);
        message.setIndex(0, bodyEnd).readerIndex(start);
    }

    private static void mask(ByteBuf bytes, int from, int to, int key) {
        long wide = (long) key << 32 | (key & 0xFFFF_FFFFL);
        int index = from;
        for (; index + 8 <= to; index += 8) {
            bytes.setLong(index, bytes.getLong(index) ^ wide);
        }
        for (int shift = 24; index < to; index++, shift = shift == 0 ? 24 : shift - 8) {
            bytes.setByte(index, bytes.getByte(index) ^ (key >> shift));
        }
    }
}
