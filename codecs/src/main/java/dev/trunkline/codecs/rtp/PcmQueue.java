package dev.trunkline.codecs.rtp;

/** Decoded samples waiting to be played, at the head of one array. Bounded by its capacity. */
final class PcmQueue {
    private final short[] pcm;
    private int count;

    PcmQueue(int capacity) {
        pcm = new short[capacity];
    }

    short[] array() {
        return pcm;
    }

    /** Samples waiting; new ones are written at this index. */
    int count() {
        return count;
    }

    void added(int samples) {
        count += samples;
    }

    /** After a change in place. */
    void count(int newCount) {
        count = newCount;
    }

    void take(short[] out, int offset, int samples) {
        System.arraycopy(pcm, 0, out, offset, samples);
        count -= samples;
        System.arraycopy(pcm, samples, pcm, 0, count);
    }

    void clear() {
        count = 0;
    }
}
