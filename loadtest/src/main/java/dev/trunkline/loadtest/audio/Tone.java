package dev.trunkline.loadtest.audio;

import dev.trunkline.codecs.g711.G711;

/**
 * A tone of 1 kHz at -12 dB relative to a full-scale square wave: loud from its first sample to its
 * last, so that its edges are known exactly.
 */
public final class Tone {
    /** At 8 kHz a period is 8 samples; beginning at an eighth none of them is zero. */
    private static final double PHASE = Math.PI / 8;

    /** A sine's RMS is 3 dB below its peak. */
    private static final double PEAK = 32_768 * Math.pow(10, -9 / 20.0);

    private Tone() {}

    /** Whole milliseconds of it. */
    public static byte[] muLaw(int durationMs) {
        byte[] tone = new byte[durationMs * MuLaw.BYTES_PER_MS];
        for (int i = 0; i < tone.length; i++) {
            tone[i] = G711.linearToUlaw((short) (PEAK * Math.sin(PHASE + i * Math.PI / 4)));
        }
        return tone;
    }
}
