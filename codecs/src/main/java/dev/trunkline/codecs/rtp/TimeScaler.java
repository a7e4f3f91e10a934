package dev.trunkline.codecs.rtp;

/**
 * Makes a stretch of speech one pitch period shorter or longer without changing its pitch: the
 * period is left out or said twice, joined by a cross-fade over 5 ms. In silence any length will
 * do. Works in place at the head of the samples about to be played; allocates nothing.
 */
final class TimeScaler {
    /** Below this similarity a join would be heard. */
    private static final double LEAST_SIMILARITY = 0.7;

    /** About -48 dBFS: nobody hears a join in this. */
    private static final long QUIET_RMS = 130;

    private final PitchSearch search;

    TimeScaler(int sampleRateHz) {
        search = new PitchSearch(sampleRateHz);
    }

    /** Samples that either operation needs to be free in its choice. */
    int wantedSamples() {
        return search.mostLag() + search.window();
    }

    /** The most that {@link #lengthen} adds. */
    int mostAdded() {
        return search.mostLag();
    }

    /**
     * Removes a period from the head of {@code pcm[0 … count)}.
     *
     * @param force whether a join that may be heard is better than none
     * @return the new count; the old one if nothing suitable was found
     */
    int shorten(short[] pcm, int count, boolean force) {
        int lag = lag(pcm, count, force);
        if (lag == 0) {
            return count;
        }
        int join = search.window();
        for (int i = 0; i < join; i++) {
            pcm[i] = (short) mix(pcm[i], pcm[lag + i], i, join);
        }
        System.arraycopy(pcm, lag + join, pcm, join, count - lag - join);
        return count - lag;
    }

    /** Repeats a period at the head of {@code pcm[0 … count)}, which has room behind. */
    int lengthen(short[] pcm, int count, boolean force) {
        int lag = lag(pcm, count, force);
        if (lag == 0) {
            return count;
        }
        int join = search.window();
        System.arraycopy(pcm, join, pcm, lag + join, count - join);
        for (int i = join - 1; i >= 0; i--) { // downwards: lag may be shorter than the join
            pcm[lag + i] = (short) mix(pcm[lag + i], pcm[i], i, join);
        }
        return count + lag;
    }

    private int lag(short[] pcm, int count, boolean force) {
        int most = Math.min(search.mostLag(), count - search.window());
        if (most < search.mostLag() / 2) {
            return 0;
        }
        if (quiet(pcm, most + search.window())) {
            return most;
        }
        int lag = search.findAhead(pcm, 0, most);
        return force || search.similarity() >= LEAST_SIMILARITY ? lag : 0;
    }

    private static boolean quiet(short[] pcm, int count) {
        long energy = 0;
        for (int i = 0; i < count; i++) {
            energy += (long) pcm[i] * pcm[i];
        }
        return energy < QUIET_RMS * QUIET_RMS * count;
    }

    static int mix(int from, int to, int i, int join) {
        return from + (to - from) * i / join;
    }
}
