package dev.trunkline.loadtest.phone;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Bytes put on the socket as they are, for hostile tests: WebSocket frames (masked, as a client's
 * must be) of any kind, or anything else. Immutable.
 */
public final class RawMessage {
    private static final byte[] MASK = {0x37, (byte) 0xFA, 0x21, 0x3D};

    private final byte[] bytes;

    private RawMessage(byte[] bytes) {
        this.bytes = bytes;
    }

    /** One unfragmented text frame. */
    public static RawMessage text(String text) {
        return new RawMessage(frame(true, 0x1, text.getBytes(StandardCharsets.UTF_8)));
    }

    /** One unfragmented binary frame. */
    public static RawMessage binary(byte[] payload) {
        return new RawMessage(frame(true, 0x2, payload));
    }

    /** A text message in fragments of at most {@code fragmentBytes}. */
    public static RawMessage fragmentedText(String text, int fragmentBytes) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int at = 0;
        do {
            int end = Math.min(utf8.length, at + fragmentBytes);
            byte[] frame =
                    frame(
                            end == utf8.length,
                            at == 0 ? 0x1 : 0x0,
                            Arrays.copyOfRange(utf8, at, end));
            out.write(frame, 0, frame.length);
            at = end;
        } while (at < utf8.length);
        return new RawMessage(out.toByteArray());
    }

    /** A text frame of this many bytes, none of them JSON. */
    public static RawMessage oversized(int payloadBytes) {
        byte[] payload = new byte[payloadBytes];
        Arrays.fill(payload, (byte) 'x');
        return new RawMessage(frame(true, 0x1, payload));
    }

    /**
     * A frame of any opcode (0 to 15), whole or not; control frames longer than 125 bytes are as
     * wrong as they should be.
     */
    public static RawMessage frame(int opcode, boolean fin, byte[] payload) {
        return new RawMessage(frame(fin, opcode, payload));
    }

    /** Bytes that need not be WebSocket frames at all. */
    public static RawMessage bytes(byte[] bytes) {
        return new RawMessage(bytes.clone());
    }

    byte[] bytes() {
        return bytes;
    }

    private static byte[] frame(boolean fin, int opcode, byte[] payload) {
        int extended = payload.length < 126 ? 0 : payload.length < 65536 ? 2 : 8;
        byte[] frame = new byte[2 + extended + 4 + payload.length];
        frame[0] = (byte) ((fin ? 0x80 : 0) | opcode);
        frame[1] = (byte) (0x80 | (extended == 0 ? payload.length : extended == 2 ? 126 : 127));
        for (int i = 0; i < extended; i++) {
            frame[2 + i] = (byte) ((long) payload.length >>> (8 * (extended - 1 - i)));
        }
        int at = 2 + extended;
        System.arraycopy(MASK, 0, frame, at, 4);
        for (int i = 0; i < payload.length; i++) {
            frame[at + 4 + i] = (byte) (payload[i] ^ MASK[i & 3]);
        }
        return frame;
    }
}
