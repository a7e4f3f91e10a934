package dev.trunkline.gateway.call;

/**
 * Marks under way, oldest first, in parallel arrays so that none is allocated. Bounded: a phone
 * that never answers gets no more of them, and is then reckoned by the clock alone.
 */
final class MarkQueue {
    private static final int CAPACITY = 256; // a power of two; at 20 ms apart over 5 s of audio

    private final long[] positions = new long[CAPACITY];
    private final long[] sentNanos = new long[CAPACITY];
    private final byte[] kinds = new byte[CAPACITY];
    private int first;
    private int next;
    private byte nextKind;

    private static final byte PLAIN = 0;
    private static final byte SPURT = 1;
    private static final byte IDLE = 2;

    private long reachedPosition;
    private long reachedSentNanos;
    private byte reachedKind;

    /** The next mark follows the first frame of a talk spurt. */
    void spurtBegins(boolean spurt) {
        nextKind = spurt ? SPURT : PLAIN;
    }

    /** The next mark follows nothing: it comes back at once. */
    void idle() {
        nextKind = IDLE;
    }

    /** Registers a mark; its sequence, or -1 if too many are under way. */
    int sent(long position, long nowNanos) {
        byte kind = nextKind;
        nextKind = PLAIN;
        if (next - first == CAPACITY) {
            return -1;
        }
        int slot = next & (CAPACITY - 1);
        positions[slot] = position;
        sentNanos[slot] = nowNanos;
        kinds[slot] = kind;
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
        reachedKind = kinds[slot];
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

    boolean wasSpurt() {
        return reachedKind == SPURT;
    }

    boolean wasIdle() {
        return reachedKind == IDLE;
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
        nextKind = PLAIN;
    }
}
