package dev.trunkline.codecs.g711;

import io.netty.buffer.ByteBuf;
import java.util.Objects;

/**
 * G.711 by table (ITU-T G.711; payload types 0 and 8 of RFC 3551). Samples are 16-bit linear at 8
 * kHz; the peak of μ-law is ±32 124, that of A-law ±32 256.
 *
 * <p>Decoding is exact by the standard: the 14-bit (μ-law) or 13-bit (A-law) value of a code,
 * shifted left to 16 bits.
 *
 * <p>Encoding has to bring 16-bit samples to the standard's 14 or 13 bits first, and the standard
 * does not say how. Here, as in sox, it rounds to the nearest, halves upwards: {@code (x + 2) >> 2}
 * for μ-law, {@code (x + 4) >> 3} for A-law, saturating; then the decision values of G.711 tables 1
 * and 2 apply unchanged. The reference code of ITU-T G.191 truncates instead, which differs in 510
 * (μ-law) and 1020 (A-law) of the 65 536 samples, always by one adjacent code at a decision value.
 * Zero encodes as 0xFF and 0xD5. The μ-law code 0x7F (negative zero) decodes to 0 and is never
 * produced.
 *
 * <p>The direct conversions are decoding followed by encoding, as in sox. (Tables 3 and 4 of G.711
 * choose a neighbouring code in some places so that tandem conversions are transparent.)
 *
 * <p>Bulk methods check their ranges once and throw {@link IndexOutOfBoundsException} before they
 * write anything. The forms with {@link ByteBuf} borrow both buffers, take absolute indices and
 * move neither reader nor writer index. Nothing here allocates.
 */
public final class G711 {
    private static final short[] ULAW_TO_LINEAR = new short[256];
    private static final short[] ALAW_TO_LINEAR = new short[256];
    // Indexed by the rounded sample plus its bias: 2^14 and 2^13 values, and one more that
    // saturates.
    private static final byte[] LINEAR_TO_ULAW = new byte[(1 << 14) + 1];
    private static final byte[] LINEAR_TO_ALAW = new byte[(1 << 13) + 1];
    private static final int ULAW_BIAS = 32_768 + 2;
    private static final int ULAW_SHIFT = 2;
    private static final int ALAW_BIAS = 32_768 + 4;
    private static final int ALAW_SHIFT = 3;
    private static final byte[] ULAW_TO_ALAW = new byte[256];
    private static final byte[] ALAW_TO_ULAW = new byte[256];

    static {
        for (int code = 0; code < 256; code++) {
            ULAW_TO_LINEAR[code] = (short) (decodeUlaw14(code) << 2);
            ALAW_TO_LINEAR[code] = (short) (decodeAlaw13(code) << 3);
        }
        for (int i = 0; i < LINEAR_TO_ULAW.length; i++) {
            LINEAR_TO_ULAW[i] = (byte) encodeUlaw14(i - (1 << 13));
        }
        for (int i = 0; i < LINEAR_TO_ALAW.length; i++) {
            LINEAR_TO_ALAW[i] = (byte) encodeAlaw13(i - (1 << 12));
        }
        for (int code = 0; code < 256; code++) {
            ULAW_TO_ALAW[code] = linearToAlaw(ULAW_TO_LINEAR[code]);
            ALAW_TO_ULAW[code] = linearToUlaw(ALAW_TO_LINEAR[code]);
        }
    }

    private G711() {}

    public static short ulawToLinear(byte code) {
        return ULAW_TO_LINEAR[code & 0xFF];
    }

    public static short alawToLinear(byte code) {
        return ALAW_TO_LINEAR[code & 0xFF];
    }

    public static byte linearToUlaw(short sample) {
        return LINEAR_TO_ULAW[(sample + ULAW_BIAS) >> ULAW_SHIFT];
    }

    public static byte linearToAlaw(short sample) {
        return LINEAR_TO_ALAW[(sample + ALAW_BIAS) >> ALAW_SHIFT];
    }

    public static byte ulawToAlaw(byte code) {
        return ULAW_TO_ALAW[code & 0xFF];
    }

    public static byte alawToUlaw(byte code) {
        return ALAW_TO_ULAW[code & 0xFF];
    }

    /** Decodes {@code samples} codes. */
    public static void ulawToLinear(
            byte[] codes, int codesOffset, short[] linear, int linearOffset, int samples) {
        expand(ULAW_TO_LINEAR, codes, codesOffset, linear, linearOffset, samples);
    }

    /** Decodes {@code samples} codes. */
    public static void alawToLinear(
            byte[] codes, int codesOffset, short[] linear, int linearOffset, int samples) {
        expand(ALAW_TO_LINEAR, codes, codesOffset, linear, linearOffset, samples);
    }

    /** Encodes {@code samples} samples. */
    public static void linearToUlaw(
            short[] linear, int linearOffset, byte[] codes, int codesOffset, int samples) {
        Objects.checkFromIndexSize(linearOffset, samples, linear.length);
        Objects.checkFromIndexSize(codesOffset, samples, codes.length);
        for (int i = 0; i < samples; i++) {
            codes[codesOffset + i] = linearToUlaw(linear[linearOffset + i]);
        }
    }

    /** Encodes {@code samples} samples. */
    public static void linearToAlaw(
            short[] linear, int linearOffset, byte[] codes, int codesOffset, int samples) {
        Objects.checkFromIndexSize(linearOffset, samples, linear.length);
        Objects.checkFromIndexSize(codesOffset, samples, codes.length);
        for (int i = 0; i < samples; i++) {
            codes[codesOffset + i] = linearToAlaw(linear[linearOffset + i]);
        }
    }

    /** Converts {@code samples} codes; source and destination may be the same array and offset. */
    public static void ulawToAlaw(
            byte[] ulaw, int ulawOffset, byte[] alaw, int alawOffset, int samples) {
        translate(ULAW_TO_ALAW, ulaw, ulawOffset, alaw, alawOffset, samples);
    }

    /** Converts {@code samples} codes; source and destination may be the same array and offset. */
    public static void alawToUlaw(
            byte[] alaw, int alawOffset, byte[] ulaw, int ulawOffset, int samples) {
        translate(ALAW_TO_ULAW, alaw, alawOffset, ulaw, ulawOffset, samples);
    }

    /** Decodes {@code samples} codes from a buffer. */
    public static void ulawToLinear(
            ByteBuf codes, int codesIndex, short[] linear, int linearOffset, int samples) {
        expand(ULAW_TO_LINEAR, codes, codesIndex, linear, linearOffset, samples);
    }

    /** Decodes {@code samples} codes from a buffer. */
    public static void alawToLinear(
            ByteBuf codes, int codesIndex, short[] linear, int linearOffset, int samples) {
        expand(ALAW_TO_LINEAR, codes, codesIndex, linear, linearOffset, samples);
    }

    /** Encodes {@code samples} samples into a buffer, within its capacity. */
    public static void linearToUlaw(
            short[] linear, int linearOffset, ByteBuf codes, int codesIndex, int samples) {
        Objects.checkFromIndexSize(codesIndex, samples, codes.capacity());
        if (codes.hasArray()) {
            int offset = codes.arrayOffset() + codesIndex;
            linearToUlaw(linear, linearOffset, codes.array(), offset, samples);
            return;
        }
        Objects.checkFromIndexSize(linearOffset, samples, linear.length);
        for (int i = 0; i < samples; i++) {
            codes.setByte(codesIndex + i, linearToUlaw(linear[linearOffset + i]));
        }
    }

    /** Encodes {@code samples} samples into a buffer, within its capacity. */
    public static void linearToAlaw(
            short[] linear, int linearOffset, ByteBuf codes, int codesIndex, int samples) {
        Objects.checkFromIndexSize(codesIndex, samples, codes.capacity());
        if (codes.hasArray()) {
            int offset = codes.arrayOffset() + codesIndex;
            linearToAlaw(linear, linearOffset, codes.array(), offset, samples);
            return;
        }
        Objects.checkFromIndexSize(linearOffset, samples, linear.length);
        for (int i = 0; i < samples; i++) {
            codes.setByte(codesIndex + i, linearToAlaw(linear[linearOffset + i]));
        }
    }

    /** Converts {@code samples} codes; the same buffer and index converts in place. */
    public static void ulawToAlaw(
            ByteBuf ulaw, int ulawIndex, ByteBuf alaw, int alawIndex, int samples) {
        translate(ULAW_TO_ALAW, ulaw, ulawIndex, alaw, alawIndex, samples);
    }

    /** Converts {@code samples} codes; the same buffer and index converts in place. */
    public static void alawToUlaw(
            ByteBuf alaw, int alawIndex, ByteBuf ulaw, int ulawIndex, int samples) {
        translate(ALAW_TO_ULAW, alaw, alawIndex, ulaw, ulawIndex, samples);
    }

    private static void expand(
            short[] table, byte[] codes, int codesOffset, short[] linear, int offset, int samples) {
        Objects.checkFromIndexSize(codesOffset, samples, codes.length);
        Objects.checkFromIndexSize(offset, samples, linear.length);
        for (int i = 0; i < samples; i++) {
            linear[offset + i] = table[codes[codesOffset + i] & 0xFF];
        }
    }

    private static void expand(
            short[] table, ByteBuf codes, int codesIndex, short[] linear, int offset, int samples) {
        Objects.checkFromIndexSize(codesIndex, samples, codes.capacity());
        if (codes.hasArray()) {
            int start = codes.arrayOffset() + codesIndex;
            expand(table, codes.array(), start, linear, offset, samples);
            return;
        }
        Objects.checkFromIndexSize(offset, samples, linear.length);
        for (int i = 0; i < samples; i++) {
            linear[offset + i] = table[codes.getByte(codesIndex + i) & 0xFF];
        }
    }

    private static void translate(
            byte[] table, byte[] from, int fromOffset, byte[] to, int toOffset, int samples) {
        Objects.checkFromIndexSize(fromOffset, samples, from.length);
        Objects.checkFromIndexSize(toOffset, samples, to.length);
        for (int i = 0; i < samples; i++) {
            to[toOffset + i] = table[from[fromOffset + i] & 0xFF];
        }
    }

    private static void translate(
            byte[] table, ByteBuf from, int fromIndex, ByteBuf to, int toIndex, int samples) {
        Objects.checkFromIndexSize(fromIndex, samples, from.capacity());
        Objects.checkFromIndexSize(toIndex, samples, to.capacity());
        for (int i = 0; i < samples; i++) {
            to.setByte(toIndex + i, table[from.getByte(fromIndex + i) & 0xFF]);
        }
    }

    /** G.711 table 2: the 14-bit value of a code. A code is inverted; bit 7 then is the sign. */
    private static int decodeUlaw14(int code) {
        int bits = ~code;
        int magnitude = ((((bits & 0x0F) << 1) + 33) << ((bits >> 4) & 7)) - 33;
        return (bits & 0x80) != 0 ? -magnitude : magnitude;
    }

    /** G.711 table 1: the 13-bit value of a code. Even bits are inverted; bit 7 set is positive. */
    private static int decodeAlaw13(int code) {
        int bits = code ^ 0x55;
        int segment = (bits >> 4) & 7;
        int step = ((bits & 0x0F) << 1) + 1;
        int magnitude = segment == 0 ? step : (step + 32) << (segment - 1);
        return (bits & 0x80) != 0 ? magnitude : -magnitude;
    }

    /** G.711 table 2, for -8192 to 8192. With 33 added each segment begins at a power of two. */
    private static int encodeUlaw14(int value) {
        int biased = Math.min(Math.abs(value), 8_158) + 33; // 33 to 8191
        int segment = 26 - Integer.numberOfLeadingZeros(biased);
        int sign = value < 0 ? 0x80 : 0;
        return ~(sign | (segment << 4) | ((biased >> (segment + 1)) & 0x0F));
    }

    /** G.711 table 1, for -4096 to 4096. The negative half mirrors about -1/2: -1 is as 0. */
    private static int encodeAlaw13(int value) {
        int magnitude = Math.min(value < 0 ? ~value : value, 4_095);
        int segment = Math.max(0, 27 - Integer.numberOfLeadingZeros(magnitude));
        int step = (magnitude >> Math.max(1, segment)) & 0x0F;
        return ((segment << 4) | step) ^ (value < 0 ? 0x55 : 0xD5);
    }
}
