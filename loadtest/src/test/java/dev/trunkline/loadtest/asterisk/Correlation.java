package dev.trunkline.loadtest.asterisk;

import dev.trunkline.loadtest.audio.MuLaw;

/**
 * How alike what was said and what was heard are, whatever codecs, rates and delays lie between
 * them. Both are held against each other at 8 kHz, in pieces of 400 ms, since a jitter buffer may
 * stretch a pause: each audible piece is looked for near where the speech as a whole was found, and
 * counts by its normalized cross-correlation there. A piece may have been cut in two, once, with
 * silence of one to three frames put between: what a leg does for a message that comes so late that
 * others seem lost. All of what was said must be there on both sides of it.
 */
public final class Correlation {
    static final int RATE_HZ = 8_000;

    private static final int PIECE = RATE_HZ * 2 / 5;
    private static final int SLACK = RATE_HZ / 10;
    private static final int FRAME = RATE_HZ / 50;
    private static final int MOST_FRAMES_BETWEEN = 3;

    /** Where a piece may have been cut: each so many samples. */
    private static final int STEP = RATE_HZ / 100;

    private static final int STEPS = PIECE / STEP;

    /** Pieces softer than this are no speech. */
    private static final double AUDIBLE_RMS = 200;

    private Correlation() {}

    /** Speech for a phone of a higher rate: each sample as often as the rates differ. */
    public static short[] repeated(byte[] muLaw, int times) {
        short[] samples = new short[muLaw.length * times];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = MuLaw.linear(muLaw[i / times]);
        }
        return samples;
    }

    /** The mean over everything of as many samples, to 8 kHz. */
    public static short[] to8k(short[] samples, int rateHz) {
        int times = rateHz / RATE_HZ;
        short[] down = new short[samples.length / times];
        for (int i = 0; i < down.length; i++) {
            int sum = 0;
            for (int j = 0; j < times; j++) {
                sum += samples[i * times + j];
            }
            down[i] = (short) (sum / times);
        }
        return down;
    }

    /** The mean over all audible pieces of {@code said}, from -1 to 1; both at 8 kHz. */
    public static double of(short[] said, short[] heard) {
        int loudest = loudestPiece(said);
        int lag = bestLag(said, loudest, heard, -loudest, heard.length - loudest - PIECE);
        double sum = 0;
        int pieces = 0;
        for (int from = 0; from + PIECE <= said.length; from += PIECE) {
            if (rms(said, from) >= AUDIBLE_RMS) {
                sum += ofPiece(said, from, heard, lag);
                pieces++;
            }
        }
        return pieces == 0 ? 0 : sum / pieces;
    }

    /** The likeness of one piece where it is most alike, whole or cut in two. */
    private static double ofPiece(short[] said, int from, short[] heard, int lag) {
        int lags = 2 * SLACK + 1 + MOST_FRAMES_BETWEEN * FRAME;
        Products[] products = new Products[lags];
        for (int i = 0; i < lags; i++) {
            products[i] = Products.of(said, from, heard, from + lag - SLACK + i);
        }
        double best = 0;
        for (int before = 0; before <= 2 * SLACK; before++) {
            best = Math.max(best, products[before].alike());
            for (int frames = 1; frames <= MOST_FRAMES_BETWEEN; frames++) {
                Products after = products[before + frames * FRAME];
                best = Math.max(best, products[before].mostAlikeCut(after));
            }
        }
        return best;
    }

    /**
     * A piece against one place of what was heard, summed from its start to each multiple of {@link
     * #STEP}: products of both, and squares of each.
     */
    private static final class Products {
        private final double[] both = new double[STEPS + 1];
        private final double[] said = new double[STEPS + 1];
        private final double[] heard = new double[STEPS + 1];

        static Products of(short[] said, int from, short[] heard, int at) {
            Products sums = new Products();
            for (int step = 0; step < STEPS; step++) {
                double both = 0;
                double one = 0;
                double other = 0;
                for (int i = step * STEP; i < (step + 1) * STEP; i++) {
                    int there = at + i;
                    double h = there < 0 || there >= heard.length ? 0 : heard[there];
                    both += said[from + i] * h;
                    one += (double) said[from + i] * said[from + i];
                    other += h * h;
                }
                sums.both[step + 1] = sums.both[step] + both;
                sums.said[step + 1] = sums.said[step] + one;
                sums.heard[step + 1] = sums.heard[step] + other;
            }
            return sums;
        }

        double alike() {
            return normalized(both[STEPS], said[STEPS], heard[STEPS]);
        }

        /** Up to the best of all steps here, from it on at {@code after}. */
        double mostAlikeCut(Products after) {
            double best = 0;
            for (int cut = 1; cut < STEPS; cut++) {
                best =
                        Math.max(
                                best,
                                normalized(
                                        both[cut] + after.both[STEPS] - after.both[cut],
                                        said[STEPS],
                                        heard[cut] + after.heard[STEPS] - after.heard[cut]));
            }
            return best;
        }
    }

    private static double normalized(double both, double one, double other) {
        return one == 0 || other == 0 ? 0 : both / Math.sqrt(one * other);
    }

    /** Root mean square of a stretch. */
    public static double rms(short[] samples, int from, int to) {
        double energy = 0;
        for (int i = from; i < to; i++) {
            energy += (double) samples[i] * samples[i];
        }
        return Math.sqrt(energy / Math.max(1, to - from));
    }

    private static double rms(short[] samples, int from) {
        return rms(samples, from, from + PIECE);
    }

    private static int loudestPiece(short[] samples) {
        int loudest = 0;
        for (int from = 0; from + PIECE <= samples.length; from += PIECE / 4) {
            if (rms(samples, from) > rms(samples, loudest)) {
                loudest = from;
            }
        }
        return loudest;
    }

    private static int bestLag(short[] said, int from, short[] heard, int least, int most) {
        int best = least;
        double highest = Double.NEGATIVE_INFINITY;
        for (int lag = least; lag <= most; lag++) {
            double alike = Products.of(said, from, heard, from + lag).alike();
            if (alike > highest) {
                highest = alike;
                best = lag;
            }
        }
        return best;
    }
}
