package dev.trunkline.loadtest.phone;

import java.util.Arrays;

/**
 * Base64 of the standard alphabet, decoded between arrays that the caller owns (the JDK's decoder
 * wants exact arrays).
 */
final class Base64Text {
    private static final byte[] SEXTETS = new byte[256];

    static {
        Arrays.fill(SEXTETS, (byte) -1);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        for (int i = 0; i < alphabet.length(); i++) {
            SEXTETS[alphabet.charAt(i)] = (byte) i;
        }
    }

    private Base64Text() {}

    /**
     * How many bytes well-formed, padded base64 of this many characters decodes to; -1 if the
     * length cannot be right.
     */
    static int decodedBytes(byte[] text, int offset, int chars) {
        if ((chars & 3) != 0) {
            return -1;
        }
        int bytes = chars / 4 * 3;
        if (chars > 0 && text[offset + chars - 1] == '=') {
            bytes -= text[offset + chars - 2] == '=' ? 2 : 1;
        }
        return bytes;
    }

    /**
     * Decodes padded base64; {@code out} must have room for {@code chars / 4 * 3} bytes.
     *
     * @return bytes decoded, or -1 if a character or the padding is wrong
     */
    static int decode(byte[] text, int offset, int chars, byte[] out) {
        int bytes = decodedBytes(text, offset, chars);
        if (bytes <= 0) {
            return bytes;
        }
        int at = 0;
        int end = offset + chars - 4; // the last group may be padded
        for (int i = offset; i < end; i += 4) {
            int bits =
                    SEXTETS[text[i] & 0xFF] << 18
                            | SEXTETS[text[i + 1] & 0xFF] << 12
                            | SEXTETS[text[i + 2] & 0xFF] << 6
                            | SEXTETS[text[i + 3] & 0xFF];
            if (bits < 0) {
                return -1;
            }
            out[at++] = (byte) (bits >> 16);
            out[at++] = (byte) (bits >> 8);
            out[at++] = (byte) bits;
        }
        int bits = SEXTETS[text[end] & 0xFF] << 18 | SEXTETS[text[end + 1] & 0xFF] << 12;
        int left = bytes - at;
        if (left > 1) {
            bits |= SEXTETS[text[end + 2] & 0xFF] << 6;
        }
        if (left > 2) {
            bits |= SEXTETS[text[end + 3] & 0xFF];
        }
        if (bits < 0) {
            return -1;
        }
        for (int shift = 16; at < bytes; shift -= 8) {
            out[at++] = (byte) (bits >> shift);
        }
        return bytes;
    }
}
