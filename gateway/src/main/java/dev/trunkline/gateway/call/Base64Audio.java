package dev.trunkline.gateway.call;

import io.netty.buffer.ByteBuf;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Base64 (RFC 4648 section 4: standard alphabet, padded) of audio inside larger messages. {@link
 * java.util.Base64} cannot read from the middle of a buffer without a copy and an allocation per
 * call, and Netty's allocates its result: on the frame path neither will do.
 */
public final class Base64Audio {
    private static final byte[] ALPHABET =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
                    .getBytes(StandardCharsets.US_ASCII);

    private static final int INVALID = -1;

    /** Of each character its six bits, where they belong in its group; all bits if it is none. */
    private static final int[] FIRST = table(18);

    private static final int[] SECOND = table(12);
    private static final int[] THIRD = table(6);
    private static final int[] FOURTH = table(0);

    private static final VarHandle BIG_ENDIAN_INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private Base64Audio() {}

    /**
     * Whether {@code [start, end)} is canonical in length and alphabet, so that whoever decodes it
     * later cannot fail.
     */
    public static boolean isValid(byte[] text, int start, int end) {
        int length = end - start;
        if (length <= 0 || (length & 3) != 0) {
            return false;
        }
        int padding = padding(text, end);
        int check = 0;
        for (int index = start; index < end - padding; index++) {
            check |= FOURTH[text[index] & 0xFF];
        }
        return check >= 0; // an invalid character is -1 and leaves the sign bit set
    }

    /** How many bytes the valid base64 in {@code [start, end)} stands for. Borrows {@code text}. */
    public static int decodedLength(ByteBuf text, int start, int end) {
        return (end - start) / 4 * 3 - padding(text, start, end);
    }

    /**
     * Decodes whole groups of four characters. From an array: one bulk copy out of a buffer costs
     * less than asking the buffer for each character.
     *
     * @param offset of the first character
     * @param length a multiple of four, at least four
     * @return bytes written to {@code target} from its beginning, or -1 if a character is invalid
     */
    public static int decode(byte[] text, int offset, int length, byte[] target) {
        int last = offset + length - 4;
        int out = 0;
        int check = 0;
        for (int in = offset; in < last; in += 4) {
            int bits = group(text, in);
            check |= bits;
            BIG_ENDIAN_INT.set(target, out, bits << 8); // the next group overwrites the fourth byte
            out += 3;
        }
        int padding = padding(text, last + 4);
        int bits =
                switch (padding) {
                    case 0 -> group(text, last);
                    case 1 ->
                            FIRST[text[last] & 0xFF]
                                    | SECOND[text[last + 1] & 0xFF]
                                    | THIRD[text[last + 2] & 0xFF];
                    default -> FIRST[text[last] & 0xFF] | SECOND[text[last + 1] & 0xFF];
                };
        target[out++] = (byte) (bits >> 16);
        if (padding < 2) {
            target[out++] = (byte) (bits >> 8);
        }
        if (padding == 0) {
            target[out++] = (byte) bits;
        }
        return (check | bits) < 0 ? -1 : out;
    }

    /** The 24 bits of four characters; negative if one is invalid. */
    private static int group(byte[] text, int at) {
        return FIRST[text[at] & 0xFF]
                | SECOND[text[at + 1] & 0xFF]
                | THIRD[text[at + 2] & 0xFF]
                | FOURTH[text[at + 3] & 0xFF];
    }

    /** Appends the base64 of {@code audio} to {@code target}, which is borrowed. */
    public static void encode(byte[] audio, int offset, int byteCount, ByteBuf target) {
        byte[] text = MessageBytes.room(encodedLength(byteCount));
        target.writeBytes(text, 0, encode(audio, offset, byteCount, text, 0));
    }

    /**
     * Writes the base64 of {@code audio}, {@link #encodedLength} characters of it.
     *
     * @return where in {@code target} they end
     */
    public static int encode(byte[] audio, int offset, int byteCount, byte[] target, int at) {
        int in = offset;
        int whole = offset + byteCount / 3 * 3;
        int out = at;
        for (; in < whole; in += 3, out += 4) {
            int bits =
                    (audio[in] & 0xFF) << 16 | (audio[in + 1] & 0xFF) << 8 | (audio[in + 2] & 0xFF);
            BIG_ENDIAN_INT.set(
                    target,
                    out,
                    ALPHABET[bits >> 18] << 24
                            | ALPHABET[bits >> 12 & 63] << 16
                            | ALPHABET[bits >> 6 & 63] << 8
                            | ALPHABET[bits & 63]);
        }
        int rest = offset + byteCount - in;
        if (rest > 0) {
            int bits = (audio[in] & 0xFF) << 16 | (rest == 2 ? (audio[in + 1] & 0xFF) << 8 : 0);
            target[out] = ALPHABET[bits >> 18];
            target[out + 1] = ALPHABET[bits >> 12 & 63];
            target[out + 2] = rest == 2 ? ALPHABET[bits >> 6 & 63] : (byte) '=';
            target[out + 3] = '=';
            out += 4;
        }
        return out;
    }

    /** Characters that {@code byteCount} bytes become, padding included. */
    public static int encodedLength(int byteCount) {
        return (byteCount + 2) / 3 * 4;
    }

    private static int[] table(int shift) {
        int[] table = new int[256];
        Arrays.fill(table, INVALID);
        for (int value = 0; value < ALPHABET.length; value++) {
            table[ALPHABET[value]] = value << shift;
        }
        return table;
    }

    /** Of at least two characters before {@code end}. */
    private static int padding(byte[] text, int end) {
        return text[end - 1] != '=' ? 0 : text[end - 2] == '=' ? 2 : 1;
    }

    private static int padding(ByteBuf text, int start, int end) {
        if (end - start < 4 || text.getByte(end - 1) != '=') {
            return 0;
        }
        return text.getByte(end - 2) == '=' ? 2 : 1;
    }
}
