package dev.trunkline.codecs.audio;

import java.util.function.IntUnaryOperator;

/**
 * The sum and the sum of squares of a block's samples in one long, so that one look-up and one
 * addition count a G.711 code in:
 *
 * <pre>
 *   | sum of squares, 40 bits | sum, 24 bits, signed: borrows from the squares |
 * </pre>
 *
 * <p>Exact for up to {@link #MOST_SAMPLES} samples of 16 bits: powers of samples add up to the
 * power of the block.
 */
final class BlockPower {
    /** 5 ms at 48 kHz are 240. */
    static final int MOST_SAMPLES = 255;

    private static final int SUM_BITS = 24;

    private BlockPower() {}

    /** The power of one sample of 16 bits. */
    static long of(int sample) {
        return (((long) sample * sample) << SUM_BITS) + sample;
    }

    /** The power of each of 256 codes. */
    static long[] ofCodes(IntUnaryOperator codeToLinear) {
        long[] powers = new long[256];
        for (int code = 0; code < powers.length; code++) {
            powers[code] = of(codeToLinear.applyAsInt(code));
        }
        return powers;
    }

    static int sum(long power) {
        return (int) ((power << (Long.SIZE - SUM_BITS)) >> (Long.SIZE - SUM_BITS));
    }

    static long squares(long power) {
        return (power - sum(power)) >> SUM_BITS;
    }
}
