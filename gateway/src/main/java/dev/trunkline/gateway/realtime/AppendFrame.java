package dev.trunkline.gateway.realtime;

import dev.trunkline.gateway.call.MessageBytes;
import io.netty.buffer.ByteBuf;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
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

    private static final int CLOSING_BYTES = 2;
    private static final int KEY_BYTES = 4;
    private static final int LONGEST_HEADER = 10;
    private static final byte FINAL_TEXT = (byte) 0x81;
    private static final int MASKED = 0x80;
    private static final int TWO_BYTE_LENGTH = 126;
    private static final int EIGHT_BYTE_LENGTH = 127;

    /** Room that must be free before the payload: envelope, key, longest header. */
    static final int HEADROOM = ENVELOPE.length + KEY_BYTES + LONGEST_HEADER;

    private static final VarHandle SHORT = bigEndian(short[].class);
    private static final VarHandle INT = bigEndian(int[].class);
    private static final VarHandle LONG = bigEndian(long[].class);

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
     * then. In an array first: a mask put on in the buffer would ask it twice for every eight
     * bytes.
     */
    static void write(ByteBuf message, int payloadStart, int payloadEnd, int maskingKey) {
        int payloadBytes = payloadEnd - payloadStart;
        int length = ENVELOPE.length + payloadBytes + CLOSING_BYTES;
        byte[] frame = MessageBytes.room(LONGEST_HEADER + KEY_BYTES + length);

        int key = header(frame, length);
        int body = key + KEY_BYTES;
        INT.set(frame, key, maskingKey);
        System.arraycopy(ENVELOPE, 0, frame, body, ENVELOPE.length);
        message.getBytes(payloadStart, frame, body + ENVELOPE.length, payloadBytes);
        int end = body + length;
        frame[end - 2] = '"';
        frame[end - 1] = '}';
        MessageBytes.mask(frame, body, end, maskingKey);

        int start = payloadEnd + CLOSING_BYTES - end;
        message.setBytes(start, frame, 0, end);
        message.setIndex(start, start + end);
    }

    /** RFC 6455 5.2: final, text, masked. Returns where the key follows. */
    private static int header(byte[] frame, int length) {
        frame[0] = FINAL_TEXT;
        if (length < TWO_BYTE_LENGTH) {
            frame[1] = (byte) (MASKED | length);
            return 2;
        }
        if (length <= 0xFFFF) {
            frame[1] = (byte) (MASKED | TWO_BYTE_LENGTH);
            SHORT.set(frame, 2, (short) length);
            return 4;
        }
        frame[1] = (byte) (MASKED | EIGHT_BYTE_LENGTH);
        LONG.set(frame, 2, (long) length);
        return LONGEST_HEADER;
    }

    private static VarHandle bigEndian(Class<?> arrayType) {
        return MethodHandles.byteArrayViewVarHandle(arrayType, ByteOrder.BIG_ENDIAN);
    }
}
