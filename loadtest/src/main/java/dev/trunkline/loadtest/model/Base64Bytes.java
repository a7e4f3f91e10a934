package dev.trunkline.loadtest.model;

import java.util.Arrays;

/**
 * Base64 (RFC 4648 section 4, padded) between ranges of arrays: the JDK's codec works on whole
 * arrays and would allocate one per frame.
 */
final class Base64Bytes {
    private static final byte[] TO_CHAR =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
                    .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    private static final byte[] TO_SIX_BITS = new byte[256];

    static {
        Arrays.fill(TO_SIX_BITS, (byte) -1);
        for (int i = 0; i < 64; i++) {
            TO_SIX_BITS[TO_CHAR[i]] = (byte) i;
        }
    }

    private Base64Bytes() {}

    static int encodedChars(int byteCount) {
        return (byteCount + 2) / 3 * 4;
    }

    /** Writes {@code byteCount} bytes as characters to {@code to} from its start; how many. */
    static int encode(byte[] from, int offset, int byteCount, byte[] to) {
        int end = offset + byteCount;
        int out = 0;
        int in = offset;
        for (; in + 2 < end; in += 3) {
            int bits = (from[in] & 0xFF) << 16 | (from[in + 1] & 0xFF) << 8 | (from[in + 2] & 0xFF);
            to[out] = TO_CHAR[bits >>> 18];
            to[out + 1] = TO_CHAR[bits >>> 12 & 63];
            to[out + 2] = TO_CHAR[bits >>> 6 & 63];
            to[out + 3] = TO_CHAR[bits & 63];
            out += 4;
        }
        if (in < end) {
            boolean two = in + 1 < end;
            int bits = (from[in] & 0xFF) << 16 | (two ? (from[in + 1] & 0xFF) << 8 : 0);
            to[out++] = TO_CHAR[bits >>> 18];
            to[out++] = TO_CHAR[bits >>> 12 & 63];
            to[out++] = two ? TO_CHAR[bits >>> 6 & 63] : (byte) '=';
            to[out++] = '=';
        }
        return out;
    }

    /**
     * Decodes {@code chars} characters into {@code to}; the byte count, or -1 if it is not base64.
     */
    static int decode(byte[] from, int offset, int chars, byte[] to) {
        if ((chars & 3) != 0) {
            return -1;
        }
        if (chars == 0) {
            return 0;
        }
        int last = offset + chars - 4;
        int out = 0;
        int bad = 0;
        int in = offset;
        for (; in < last; in += 4) {
            int a = TO_SIX_BITS[from[in] & 0xFF];
            int b = TO_SIX_BITS[from[in + 1] & 0xFF];
            int c = TO_SIX_BITS[from[in + 2] & 0xFF];
            int d = TO_SIX_BITS[from[in + 3] & 0xFF];
            bad |= a | b | c | d;
            int bits = a << 18 | b << 12 | c << 6 | d;
            to[out] = (byte) (bits >> 16);
            to[out + 1] = (byte) (bits >> 8);
            to[out + 2] = (byte) bits;
            out += 3;
        }
        int padding = from[last + 3] != '=' ? 0 : from[last + 2] != '=' ? 1 : 2;
        int a = TO_SIX_BITS[from[in] & 0xFF];
        int b = TO_SIX_BITS[from[in + 1] & 0xFF];
        int c = padding == 2 ? 0 : TO_SIX_BITS[from[in + 2] & 0xFF];
        int d = padding > 0 ? 0 : TO_SIX_BITS[from[in + 3] & 0xFF];
        bad |= a | b | c | d;
        int bits = a << 18 | b << 12 | c << 6 | d;
        to[out++] = (byte) (bits >> 16);
        if (padding < 2) {
            to[out++] = (byte) (bits >> 8);
        }
        if (padding < 1) {
            to[out++] = (byte) bits;
        }
        return bad < 0 ? -1 : out;
    }
}
