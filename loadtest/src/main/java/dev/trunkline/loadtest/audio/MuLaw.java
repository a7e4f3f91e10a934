package dev.trunkline.loadtest.audio;

/**
 * G.711 μ-law as the simulators need it: a decoding table and a loudness test. Kept apart from the
 * {@code codecs} module on purpose: what checks the gateway's audio does not share its tables.
 */
public final class MuLaw {
    /** Samples, and bytes, in a frame of 20 ms. */
    public static final int FRAME_BYTES = 160;

    /** Bytes of audio in one millisecond. */
    public static final int BYTES_PER_MS = 8;

    /** The byte of digital silence. */
    public static final byte SILENCE = (byte) 0xFF;

    /**
     * Mean absolute amplitude (of 32 768) from which a frame counts as audible: about -46 dBFS,
     * well under quiet speech and well over the noise of a codec.
     */
    public static final int AUDIBLE_MEAN_AMPLITUDE = 160;

    private static final short[] LINEAR = new short[256];

    static {
        for (int code = 0; code < 256; code++) {
            int inverted =
                    ~code & 0xFF; // ITU-T G.711 table 2: all bits of the code word are inverted
            // on the line
            int exponent = inverted >> 4 & 7;
            int magnitude = ((((inverted & 0xF) << 3) + 0x84) << exponent) - 0x84;
            LINEAR[code] = (short) ((inverted & 0x80) != 0 ? -magnitude : magnitude);
        }
    }

    private MuLaw() {}

    /** The 16-bit linear value of a μ-law byte, -32 124 to 32 124. */
    public static short linear(byte code) {
        return LINEAR[code & 0xFF];
    }

    /** Whether these bytes, a frame or less, would be heard. Allocates nothing. */
    public static boolean audible(byte[] muLaw, int offset, int length) {
        int sum = 0;
        for (int i = offset; i < offset + length; i++) {
            sum += Math.abs(LINEAR[muLaw[i] & 0xFF]);
        }
        return sum >= AUDIBLE_MEAN_AMPLITUDE * length && length > 0;
    }
}
