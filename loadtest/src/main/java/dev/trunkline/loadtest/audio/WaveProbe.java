package dev.trunkline.loadtest.audio;

/**
 * A 20 ms frame whose contents survive conversion between telephone audio and linear samples at 24
 * kHz, to measure a path that decodes, resamples and encodes. Forty bits, each three samples of 8
 * kHz at full positive or full negative swing, and silence behind them:
 *
 * <pre>
 *  0             39            72           120          160 samples of 8 kHz
 *  | call        | sequence    | check      | silence    |
 *    13 bits       11 bits       16 bits      5 ms
 * </pre>
 *
 * <p>The silence is longer than a resampler's look-ahead: the bits of a frame are out as soon as
 * the frame is in. There is no room for a time; {@link ProbeTally} remembers when a frame was sent.
 * Nothing here allocates; all methods borrow what they are given.
 */
public final class WaveProbe {
    /** Calls that can be told apart. */
    public static final int CALLS = 1 << 13;

    /** Sequence numbers before they repeat. */
    public static final int SEQUENCES = 1 << 11;

    /** What is decoded of audio that is no such frame. */
    public static final int NONE = -1;

    /** Bytes of a frame of 16-bit linear samples at 24 kHz. */
    public static final int LINEAR_BYTES = MuLaw.FRAME_BYTES * 6;

    private static final int BITS = 40;
    private static final int CHECK_BITS = 16;
    private static final int BIT_SAMPLES = 3;

    /** Linear samples for one of μ-law. */
    private static final int STEP = 3;

    /** Bytes of such a frame that must be there to decode it. */
    public static final int LINEAR_NEEDED_BYTES = BITS * BIT_SAMPLES * STEP * 2;

    private static final byte HIGH = (byte) 0x9F; // 0x80 is set: positive; the other one is 0x1F
    private static final byte LOW = 0x1F;
    private static final int SWING = MuLaw.linear(HIGH);

    private WaveProbe() {}

    /** Writes a frame of μ-law, {@link MuLaw#FRAME_BYTES} bytes at {@code offset}. */
    public static void encodeMuLaw(byte[] frame, int offset, int callIndex, int sequence) {
        long bits = bits(callIndex, sequence);
        for (int i = 0; i < MuLaw.FRAME_BYTES; i++) {
            int bit = i / BIT_SAMPLES;
            frame[offset + i] = bit >= BITS ? MuLaw.SILENCE : isSet(bits, bit) ? HIGH : LOW;
        }
    }

    /** Writes a frame of linear samples, {@link #LINEAR_BYTES} bytes at {@code offset}. */
    public static void encodeLinear(byte[] frame, int offset, int callIndex, int sequence) {
        long bits = bits(callIndex, sequence);
        for (int i = 0; i < MuLaw.FRAME_BYTES * STEP; i++) {
            int bit = i / (BIT_SAMPLES * STEP);
            int sample = bit >= BITS ? 0 : isSet(bits, bit) ? SWING : -SWING;
            frame[offset + 2 * i] = (byte) sample;
            frame[offset + 2 * i + 1] = (byte) (sample >> 8);
        }
    }

    /** The code of the μ-law frame at {@code offset}, or {@link #NONE}. */
    public static int decodeMuLaw(byte[] audio, int offset) {
        long bits = 0;
        for (int bit = 0; bit < BITS; bit++) {
            byte middle = audio[offset + bit * BIT_SAMPLES + 1];
            bits = bits << 1 | (middle >>> 7 & 1);
        }
        return checked(bits);
    }

    /** The code of the frame of linear samples at {@code offset}, or {@link #NONE}. */
    public static int decodeLinear(byte[] audio, int offset) {
        long bits = 0;
        for (int bit = 0; bit < BITS; bit++) {
            byte upper = audio[offset + 2 * STEP * (bit * BIT_SAMPLES + 1) + 1];
            bits = bits << 1 | (~upper >>> 7 & 1);
        }
        return checked(bits);
    }

    /** The call of a code. */
    public static int callIndex(int code) {
        return code / SEQUENCES;
    }

    /** The whole sequence number of a code: the one nearest to {@code near}. */
    public static int sequence(int code, int near) {
        int ahead = Math.floorMod(code - near, SEQUENCES);
        return near + (ahead < SEQUENCES / 2 ? ahead : ahead - SEQUENCES);
    }

    private static boolean isSet(long bits, int bit) {
        return ((bits >>> (BITS - 1 - bit)) & 1) != 0;
    }

    private static long bits(int callIndex, int sequence) {
        long code = (long) callIndex % CALLS * SEQUENCES + Math.floorMod(sequence, SEQUENCES);
        return code << CHECK_BITS | check(code);
    }

    private static int checked(long bits) {
        long code = bits >>> CHECK_BITS;
        return (bits & ((1 << CHECK_BITS) - 1)) == check(code) ? (int) code : NONE;
    }

    /** The upper half of the product with 2^32 divided by the golden ratio: every bit counts. */
    private static long check(long code) {
        return (((code + 1) * 0x9E3779B1L) >>> 16) & ((1 << CHECK_BITS) - 1);
    }
}
