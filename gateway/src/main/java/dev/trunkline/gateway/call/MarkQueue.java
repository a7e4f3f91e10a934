package dev.trunkline.gateway.call;

/**
 * Marks under way, oldest first, in parallel arrays so that none is allocated. Bounded: a phone
 * that never answers gets no more of them, and is then reckoned by the clock alone.
 */
final class MarkQueue {
    private static final int CAPACITY = 256; // a power of two; at 20 ms apart over 5 s of audio

    private final long[] positions = new long[CAPACITY];
    private final long[] sentNanos = new long[CAPACITY];
    private final boolean[] idle = new boolean[CAPACITY];
    private int first;
    private int next;
    private boolean nextIdle;

    private long reachedPosition;
    private long reachedSentNanos;
    private boolean reachedIdle;

    /** The next mark follows nothing: it comes back at once. */
    void idle() {
        nextIdle = true;
    }

    /** Registers a mark; its sequence, or -1 if too many are under way. */
    int sent(long position, long nowNanos) {
        boolean followsNothing = nextIdle;
        nextIdle = false;
        if (next - first == CAPACITY) {
            return -1;
        }
        int slot = next & (CAPACITY - 1);
        positions[slot] = position;
        sentNanos[slot] = nowNanos;
        idle[slot] = followsNothing;
        return next++;
    }

    /** Takes the mark and all before it; false if none such is under way. */
    boolean reached(int sequence) {
        if (sequence - first < 0 || sequence - next >= 0) {
            return false;
        }
        int slot = sequence & (CAPACITY - 1);
        reachedPosition = positions[slot];
        reachedSentNanos = sentNanos[slot];
        reachedIdle = idle[slot];
        first = sequence + 1;
        return true;
    }

    /** Position of the mark just reached. */
    long position() {
        return reachedPosition;
    }

    long sentNanos() {
        return reachedSentNanos;
    }

    boolean wasIdle() {
        return reachedIdle;
    }

    /** The furthest position that a mark has proved to be played in this generation. */
    long reachedPosition() {
        return reachedPosition;
    }

    boolean isEmpty() {
        return first == next;
    }

    /** Forgets all that are under way: a new generation begins. Sequences go on. */
    void clear() {
        first = next;
        reachedPosition = 0;
        nextIdle = false;
    }
}
