package dev.trunkline.gateway.call;

import java.util.Comparator;
import java.util.PriorityQueue;

/** Time that a test moves by hand; tasks run in the order of their due times. */
public final class FakeClock implements CallClock {
    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(
                    Comparator.comparingLong((Task task) -> task.dueNanos)
                            .thenComparingLong(task -> task.order));
    private long nowNanos = 1_000_000_000L;
    private long order;

    private final class Task implements Timer {
        final long dueNanos;
        final long order;
        final Runnable work;
        final boolean ours;

        Task(long dueNanos, long order, Runnable work, boolean ours) {
            this.dueNanos = dueNanos;
            this.order = order;
            this.work = work;
            this.ours = ours;
        }

        @Override
        public void cancel() {
            tasks.remove(this);
        }
    }

    @Override
    public long nanos() {
        return nowNanos;
    }

    @Override
    public Timer schedule(long delayNanos, Runnable task) {
        return add(delayNanos, task, true);
    }

    /** Something of the world outside: not one of the timers that must be cancelled. */
    void outside(long delayNanos, Runnable task) {
        add(delayNanos, task, false);
    }

    /** Timers of the code under test that have neither run nor been cancelled. */
    public long pendingTimers() {
        return tasks.stream().filter(task -> task.ours).count();
    }

    /** Milliseconds until the next of them is due; -1 if there is none. */
    public long nextTimerMs() {
        return tasks.stream()
                .filter(task -> task.ours)
                .mapToLong(task -> (task.dueNanos - nowNanos) / 1_000_000L)
                .min()
                .orElse(-1);
    }

    /** Lets time pass, step by step from one task to the next. */
    public void advanceMs(long ms) {
        long untilNanos = nowNanos + ms * 1_000_000L;
        while (true) {
            Task task = tasks.peek();
            if (task == null || task.dueNanos > untilNanos) {
                break;
            }
            tasks.remove();
            nowNanos = Math.max(nowNanos, task.dueNanos);
            task.work.run();
        }
        nowNanos = untilNanos;
    }

    private Timer add(long delayNanos, Runnable work, boolean ours) {
        Task task = new Task(nowNanos + Math.max(0, delayNanos), order++, work, ours);
        tasks.add(task);
        return task;
    }
}
