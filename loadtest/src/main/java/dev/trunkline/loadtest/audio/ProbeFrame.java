package dev.trunkline.loadtest.audio;

import io.netty.buffer.ByteBuf;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * A 20 ms μ-law frame that carries the time it was sent at and the time it should have been, to
 * measure a byte-transparent path. All numbers big-endian, times of {@code nanoTime}:
 *
 * <pre>
 *  0        8           12         16          24         32                160
 *  | magic  | callIndex | sequence | sent      | due      | silence (0xFF)  |
 *    8 bytes  int         int        long        long
 * </pre>
 *
 * <p>A frame is recognised and read where it lies in a JSON message, from its first 43 base64
 * characters. Nothing here allocates; all methods borrow what they are given and leave buffer
 * indices alone.
 */
public final class ProbeFrame {
    /** Bytes of a frame. */
    public static final int BYTES = MuLaw.FRAME_BYTES;

    /** Base64 characters that must be there to recognise and read a probe. */
    public static final int HEADER_CHARS = 43;

    /** Bytes that must be there to recognise and read a probe in raw audio. */
    public static final int HEADER_BYTES = 32;

    private static final byte[] MAGIC_BYTES = "TLPROBE1".getBytes(StandardCharsets.US_ASCII);
    private static final long MAGIC = ByteBuffer.wrap(MAGIC_BYTES).getLong();

    /** The first eight base64 characters of every probe: the first test, one comparison. */
    private static final long MAGIC_CHARS =
            ByteBuffer.wrap(Base64.getEncoder().encode(MAGIC_BYTES)).getLong();

    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final byte[] SEXTETS = new byte[256];

    static {
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        for (int i = 0; i < alphabet.length(); i++) {
            SEXTETS[alphabet.charAt(i)] = (byte) i;
        }
    }

    private ProbeFrame() {}

    /** Writes a whole frame of {@link #BYTES} bytes at {@code offset}. */
    public static void encode(
            byte[] frame, int offset, int callIndex, int sequence, long sentNanos, long dueNanos) {
        System.arraycopy(MAGIC_BYTES, 0, frame, offset, 8);
        INT.set(frame, offset + 8, callIndex);
        INT.set(frame, offset + 12, sequence);
        LONG.set(frame, offset + 16, sentNanos);
        LONG.set(frame, offset + 24, dueNanos);
        Arrays.fill(frame, offset + HEADER_BYTES, offset + BYTES, MuLaw.SILENCE);
    }

    /** Appends a whole frame of {@link #BYTES} bytes. */
    public static void encode(
            ByteBuf out, int callIndex, int sequence, long sentNanos, long dueNanos) {
        out.writeLong(MAGIC).writeInt(callIndex).writeInt(sequence);
        out.writeLong(sentNanos).writeLong(dueNanos);
        for (int i = HEADER_BYTES; i < BYTES; i += 8) {
            out.writeLong(-1L); // eight bytes of μ-law silence
        }
    }

    /**
     * Whether raw audio at {@code offset} is a probe; {@link #HEADER_BYTES} bytes must be there.
     */
    public static boolean isProbe(byte[] audio, int offset) {
        return (long) LONG.get(audio, offset) == MAGIC;
    }

    /** The call of a probe in raw audio. */
    public static int callIndex(byte[] audio, int offset) {
        return (int) INT.get(audio, offset + 8);
    }

    /** The sequence number of a probe in raw audio. */
    public static int sequence(byte[] audio, int offset) {
        return (int) INT.get(audio, offset + 12);
    }

    /** The {@code nanoTime} of sending of a probe in raw audio. */
    public static long sentNanos(byte[] audio, int offset) {
        return (long) LONG.get(audio, offset + 16);
    }

    /** The {@code nanoTime} at which a probe in raw audio was to be sent. */
    public static long dueNanos(byte[] audio, int offset) {
        return (long) LONG.get(audio, offset + 24);
    }

    /**
     * Whether the base64 characters at {@code index} (absolute) begin a probe; {@link
     * #HEADER_CHARS} characters must be there.
     */
    public static boolean isProbe(ByteBuf base64, int index) {
        return base64.getLong(index) == MAGIC_CHARS && word(base64, index, 0) == MAGIC;
    }

    /** The call of the probe in base64 at {@code index}. */
    public static int callIndex(ByteBuf base64, int index) {
        return (int) (word(base64, index, 1) >>> 32);
    }

    /** The sequence number of the probe in base64 at {@code index}. */
    public static int sequence(ByteBuf base64, int index) {
        return (int) word(base64, index, 1);
    }

    /** The {@code nanoTime} of sending of the probe in base64 at {@code index}. */
    public static long sentNanos(ByteBuf base64, int index) {
        return word(base64, index, 2);
    }

    /** The {@code nanoTime} at which the probe in base64 at {@code index} was to be sent. */
    public static long dueNanos(ByteBuf base64, int index) {
        return word(base64, index, 3);
    }

    /**
     * The 64-bit word {@code word} of the decoded header: bits 64 x word to 64 x word + 63 of the
     * base64's sextets.
     */
    private static long word(ByteBuf base64, int index, int word) {
        int firstBit = word * 64;
        int at = firstBit / 6;
        int headBits = 6 - firstBit % 6; // bits of the first character that belong to this word
        long value = SEXTETS[base64.getByte(index + at) & 0xFF] & ((1L << headBits) - 1);
        int have = headBits;
        while (have + 6 <= 64) {
            value = value << 6 | SEXTETS[base64.getByte(index + ++at) & 0xFF];
            have += 6;
        }
        int rest = 64 - have;
        return rest == 0
                ? value
                : value << rest | SEXTETS[base64.getByte(index + at + 1) & 0xFF] >>> (6 - rest);
    }
}
