package dev.trunkline.loadtest.phone;

import org.jspecify.annotations.Nullable;

/**
 * A hashed timer wheel with slots of 1 ms: the one timer of an event loop, however many calls it
 * carries. A timer fires in the first {@link #advance} at or after its due time, never before, so
 * up to a slot late. Not thread-safe.
 */
final class TimerWheel {
    private static final int SLOTS = 1024;
    static final long SLOT_NANOS = 1_000_000;

    private final @Nullable Timer[] heads = new Timer[SLOTS];
    private final long originNanos;
    private long slot;
    private int armed;

    TimerWheel(long nowNanos) {
        originNanos = nowNanos;
    }

    /**
     * One recurring use of the wheel; a subclass instance belongs to one wheel and is armed and
     * cancelled at will.
     */
    abstract static class Timer {
        private @Nullable Timer next;
        private @Nullable Timer previous;
        private long dueSlot = -1;

        /** Called once for each time it was armed. */
        abstract void fire(long nowNanos);

        final boolean isArmed() {
            return dueSlot >= 0;
        }
    }

    /**
     * Arms, or moves, {@code timer} to {@code dueNanos}; a time in the past is due at the next
     * slot.
     */
    void arm(Timer timer, long dueNanos) {
        cancel(timer);
        long due = -Math.floorDiv(originNanos - dueNanos, SLOT_NANOS); // rounds up: never early
        timer.dueSlot = Math.max(due, slot + 1);
        int index = (int) (timer.dueSlot % SLOTS);
        Timer head = heads[index];
        timer.next = head;
        if (head != null) {
            head.previous = timer;
        }
        heads[index] = timer;
        armed++;
    }

    void cancel(Timer timer) {
        if (!timer.isArmed()) {
            return;
        }
        Timer before = timer.previous;
        Timer after = timer.next;
        if (before == null) {
            heads[(int) (timer.dueSlot % SLOTS)] = after;
        } else {
            before.next = after;
        }
        if (after != null) {
            after.previous = before;
        }
        timer.next = null;
        timer.previous = null;
        timer.dueSlot = -1;
        armed--;
    }

    /** Fires everything that is due by {@code nowNanos}, slot by slot. */
    void advance(long nowNanos) {
        long target = Math.floorDiv(nowNanos - originNanos, SLOT_NANOS);
        while (slot < target) {
            slot++;
            Timer timer = heads[(int) (slot % SLOTS)];
            while (timer != null) {
                if (timer.dueSlot > slot) { // a later turn of the wheel
                    timer = timer.next;
                    continue;
                }
                cancel(timer);
                timer.fire(nowNanos);
                timer = heads[(int) (slot % SLOTS)]; // firing may have cancelled any of the others
            }
        }
    }

    /** Timers that are armed; an idle wheel need not be driven. */
    int armed() {
        return armed;
    }
}
