package dev.trunkline.loadtest.relay;

import java.util.PriorityQueue;

/**
 * What is still to happen in one call, in simulated nanoseconds. Whoever drives it says how late it
 * is; everything that is due by then happens in the order of its time, and sees its own time as
 * now, however late it is driven. So a call goes the same way at every speed. One thread.
 */
final class Agenda {
    /** No entry: nothing is due. */
    static final long NEVER = Long.MAX_VALUE;

    private final PriorityQueue<Entry> entries = new PriorityQueue<>();
    private long nowNanos;
    private long number;

    /** Something planned; it can be called off until it has happened. */
    final class Entry implements Comparable<Entry> {
        private final long dueNanos;
        private final long order; // of two at the same time, the one planned first
        private final Runnable action;

        private Entry(long dueNanos, Runnable action) {
            this.dueNanos = dueNanos;
            this.action = action;
            order = number++;
        }

        void cancel() {
            entries.remove(this);
        }

        @Override
        public int compareTo(Entry other) {
            int byTime = Long.compare(dueNanos, other.dueNanos);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }

        // Identity, as for any object: two entries are never the same one.
        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    /** Simulated nanoseconds since the session began. */
    long now() {
        return nowNanos;
    }

    long nowMs() {
        return nowNanos / 1_000_000;
    }

    Entry after(long delayMs, Runnable action) {
        Entry entry = new Entry(nowNanos + Math.max(0, delayMs) * 1_000_000, action);
        entries.add(entry);
        return entry;
    }

    /** Lets everything happen that is due by {@code untilNanos}, which is now afterwards. */
    void advance(long untilNanos) {
        for (Entry next = entries.peek();
                next != null && next.dueNanos <= untilNanos;
                next = entries.peek()) {
            entries.remove();
            nowNanos = Math.max(nowNanos, next.dueNanos);
            next.action.run();
        }
        nowNanos = Math.max(nowNanos, untilNanos);
    }

    /** When the next entry is due, {@link #NEVER} without one. */
    long nextNanos() {
        Entry next = entries.peek();
        return next == null ? NEVER : next.dueNanos;
    }

    /** Nothing more will happen. */
    void clear() {
        entries.clear();
    }
}
