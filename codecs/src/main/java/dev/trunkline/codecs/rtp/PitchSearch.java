package dev.trunkline.codecs.rtp;

/**
 * Finds the shift at which a stretch of speech is most like itself: its pitch period, or a
 * multiple. Searches every fourth shift first, then around the best. Allocates nothing; stateless.
 */
final class PitchSearch {
    private static final int COARSE = 4;

    private final int leastLag;
    private final int mostLag;
    private final int window;
    private final int stride;

    /** Similarity at the lag last found, -1 to 1. */
    private double similarity;

    /**
     * Pitch between 80 and 400 Hz, that is 2.5 to 12.5 ms, compared over 5 ms.
     *
     * @param sampleRateHz 8000 to 48000
     */
    PitchSearch(int sampleRateHz) {
        leastLag = sampleRateHz / 400;
        mostLag = sampleRateHz / 80;
        window = sampleRateHz / 200;
        stride = Math.max(1, sampleRateHz / 16_000); // speech has its energy well below 8 kHz
    }

    int mostLag() {
        return mostLag;
    }

    int window() {
        return window;
    }

    /** The best lag, up to {@code limit}, between {@code pcm[at …]} and {@code pcm[at + lag …]}. */
    int findAhead(short[] pcm, int at, int limit) {
        return find(pcm, at, 1, limit);
    }

    /** The best lag, up to {@code limit}, between {@code pcm[at …]} and {@code pcm[at - lag …]}. */
    int findBehind(short[] pcm, int at, int limit) {
        return find(pcm, at, -1, limit);
    }

    private int find(short[] pcm, int at, int direction, int limit) {
        int last = Math.min(mostLag, limit);
        int best = leastLag;
        double bestScore = -2;
        int coarse = Math.max(1, COARSE * stride / 2);
        for (int lag = leastLag; lag <= last; lag += coarse) {
            double score = score(pcm, at, at + direction * lag);
            if (score > bestScore) {
                bestScore = score;
                best = lag;
            }
        }
        int from = Math.max(leastLag, best - coarse + 1);
        int to = Math.min(last, best + coarse - 1);
        for (int lag = from; lag <= to; lag++) {
            double score = score(pcm, at, at + direction * lag);
            if (score > bestScore) {
                bestScore = score;
                best = lag;
            }
        }
        similarity = bestScore;
        return best;
    }

    double similarity() {
        return similarity;
    }

    private double score(short[] pcm, int at, int other) {
        long xy = 0;
        long xx = 1;
        long yy = 1;
        for (int i = 0; i < window; i += stride) {
            long x = pcm[at + i];
            long y = pcm[other + i];
            xy += x * y;
            xx += x * x;
            yy += y * y;
        }
        return xy / Math.sqrt((double) xx * yy);
    }
}
