package dev.trunkline.codecs.audio;

import java.util.Arrays;

/**
 * The level of the background, from the quietest frames of the last seconds: speech pauses often
 * enough that the minimum over a window is noise (after R. Martin's minimum statistics, IEEE Trans.
 * Speech and Audio Processing 9(5), 2001, reduced to one band). A step of the noise is followed at
 * once downwards, upwards after the window.
 */
final class NoiseFloor {
    private static final int PARTS = 8;
    private static final int FRAMES_PER_PART = 15; // 0.3 s of 20 ms frames: 2.4 s in all

    /** The minimum of some hundred frames lies below their mean: about 1.3 dB for white noise. */
    private static final double BIAS = 1.35;

    /** Nothing quieter is told apart: -75 dB of full scale, below one step of μ-law. */
    private static final double QUIETEST = 34;

    /**
     * The floor before the first frame, and at most while the first part, which may be all speech,
     * is not full: -35 dB of full scale.
     */
    private static final double FIRST_GUESS = 339_544;

    private final double[] partMinima = new double[PARTS];
    private double minimum;

    /** Of the part that is not full yet: the array is touched once a part, not once a frame. */
    private double partMinimum;

    private int frames;
    private int part;

    NoiseFloor() {
        reset();
    }

    void reset() {
        Arrays.fill(partMinima, Double.MAX_VALUE);
        minimum = FIRST_GUESS;
        partMinimum = Double.MAX_VALUE;
        frames = 0;
        part = 0;
    }

    /** Mean square of the background noise. */
    double meanSquare() {
        return minimum * BIAS;
    }

    void add(double meanSquare) {
        double level = Math.max(meanSquare, QUIETEST);
        partMinimum = Math.min(partMinimum, level);
        minimum = Math.min(minimum, level);
        if (++frames < FRAMES_PER_PART) {
            return;
        }
        frames = 0;
        partMinima[part] = partMinimum;
        partMinimum = Double.MAX_VALUE;
        part = (part + 1) % PARTS;
        minimum = Double.MAX_VALUE;
        for (double full : partMinima) {
            minimum = Math.min(minimum, full);
        }
    }
}
