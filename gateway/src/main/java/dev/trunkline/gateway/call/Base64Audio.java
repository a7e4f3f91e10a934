package dev.trunkline.gateway.call;

import io.netty.buffer.ByteBuf;
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

    private static final byte INVALID = -1;
    private static final byte[] VALUE = new byte[256];

    static {
        Arrays.fill(VALUE, INVALID);
        for (byte value = 0; value < 64; value++) {
            VALUE[ALPHABET[value]] = value;
        }
    }

    private Base64Audio() {}

    /**
     * Whether {@code [start, end)} is canonical in length and alphabet, so that whoever decodes it
     * later cannot fail. Borrows {@code text}.
     */
    public static boolean isValid(ByteBuf text, int start, int end) {
        int length = end - start;
        if (length <= 0 || (length & 3) != 0) {
            return false;
        }
        int last = end - padding(text, start, end);
        int check = 0;
        for (int index = start; index < last; index++) {
            check |= VALUE[text.getByte(index) & 0xFF];
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
     * @param length a multiple of four
     * @return bytes written to {@code target} from its beginning, or -1 if a character is invalid
     */
    public static int decode(byte[] text, int length, byte[] target) {
        int padding = length < 4 || text[length - 1] != '=' ? 0 : text[length - 2] == '=' ? 2 : 1;
        int whole = padding == 0 ? length : length - 4;
        int out = 0;
        int check = 0;
        for (int in = 0; in < whole; in += 4) {
            int a = VALUE[text[in] & 0xFF];
            int b = VALUE[text[in + 1] & 0xFF];
            int c = VALUE[text[in + 2] & 0xFF];
            int d = VALUE[text[in + 3] & 0xFF];
            check |= a | b | c | d;
            int bits = a << 18 | b << 12 | c << 6 | d;
            target[out] = (byte) (bits >> 16);
            target[out + 1] = (byte) (bits >> 8);
            target[out + 2] = (byte) bits;
            out += 3;
        }
        if (padding > 0) {
            int a = VALUE[text[whole] & 0xFF];
            int b = VALUE[text[whole + 1] & 0xFF];
            int c = padding == 1 ? VALUE[text[whole + 2] & 0xFF] : 0;
            check |= a | b | c;
            int bits = a << 18 | b << 12 | c << 6;
            target[out++] = (byte) (bits >> 16);
            if (padding == 1) {
                target[out++] = (byte) (bits >> 8);
            }
        }
        return check < 0 ? -1 : out;
    }

    /** Appends the base64 of {@code audio} to {@code target}, which is borrowed. */
    public static void encode(byte[] audio, int offset, int byteCount, ByteBuf target) {
        target.ensureWritable(encodedLength(byteCount));
        int in = offset;
        int whole = offset + byteCount / 3 * 3;
        int out = target.writerIndex();
        for (; in < whole; in += 3, out += 4) {
            int bits =
                    (audio[in] & 0xFF) << 16 | (audio[in + 1] & 0xFF) << 8 | (audio[in + 2] & 0xFF);
            target.setInt(
                    out,
                    ALPHABET[bits >> 18] << 24
                            | ALPHABET[bits >> 12 & 63] << 16
                            | ALPHABET[bits >> 6 & 63] << 8
                            | ALPHABET[bits & 63]);
        }
        int rest = offset + byteCount - in;
        if (rest > 0) {
            int bits = (audio[in] & 0xFF) << 16 | (rest == 2 ? (audio[in + 1] & 0xFF) << 8 : 0);
            target.setByte(out, ALPHABET[bits >> 18]);
            target.setByte(out + 1, ALPHABET[bits >> 12 & 63]);
            target.setByte(out + 2, rest == 2 ? ALPHABET[bits >> 6 & 63] : '=');
            target.setByte(out + 3, '=');
            out += 4;
        }
        target.writerIndex(out);
    }

    /** Characters that {@code byteCount} bytes become, padding included. */
    public static int encodedLength(int byteCount) {
        return (byteCount + 2) / 3 * 4;
    }

    private static int padding(ByteBuf text, int start, int end) {
        if (end - start < 4 || text.getByte(end - 1) != '=') {
            return 0;
        }
        return text.getByte(end - 2) == '=' ? 2 : 1;
    }
}
