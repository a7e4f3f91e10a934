package dev.trunkline.gateway.pbx.socket;

/**
 * Marks that have not come back, oldest first, each with a number of its own choosing: when it is
 * due, or nothing. Bounded: the oldest is forgotten. Allocates nothing after it was made.
 */
final class MarksUnderWay {
    private static final int CAPACITY = 512; // a power of two

    private final int[] generations = new int[CAPACITY];
    private final int[] sequences = new int[CAPACITY];
    private final long[] dueNanos = new long[CAPACITY];
    private int first;
    private int next;

    void add(int generation, int sequence, long due) {
        if (next - first == CAPACITY) {
            first++;
        }
        int slot = next++ & (CAPACITY - 1);
        generations[slot] = generation;
        sequences[slot] = sequence;
        dueNanos[slot] = due;
    }

    /** A place behind all marks so far. */
    int end() {
        return next;
    }

    boolean isEmpty() {
        return first == next;
    }

    /** Takes this mark and forgets those before it; false if it is not under way. */
    boolean take(int generation, int sequence) {
        for (int at = first; at != next; at++) {
            int slot = at & (CAPACITY - 1);
            if (generations[slot] == generation && sequences[slot] == sequence) {
                first = at + 1;
                return true;
            }
        }
        return false;
    }

    /** Gives all marks before a place back. */
    void giveBackTo(int end, AgentAudio.Listener listener) {
        while (first - end < 0) {
            giveBackFirst(listener);
        }
    }

    /** Gives the marks back whose time has come. */
    void giveBackDue(long nowNanos, AgentAudio.Listener listener) {
        while (first != next && dueNanos[first & (CAPACITY - 1)] - nowNanos <= 0) {
            giveBackFirst(listener);
        }
    }

    private void giveBackFirst(AgentAudio.Listener listener) {
        int slot = first++ & (CAPACITY - 1);
        listener.onMark(generations[slot], sequences[slot]);
    }
}
