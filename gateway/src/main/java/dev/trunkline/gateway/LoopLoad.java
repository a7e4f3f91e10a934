package dev.trunkline.gateway;

/**
 * How late one event loop has run of late: the mean of its ticks, of which each counts for less the
 * more have come since. One long stall, as of a JVM that meets its first call, is no load; a loop
 * that falls behind again and again is. Written by the loop, read by any thread.
 */
final class LoopLoad {
    /** Share of the newest tick: the mean follows within some twenty ticks. */
    private static final double NEWEST = 0.05;

    private volatile double meanNanos;
    private volatile long dueNanos = Long.MAX_VALUE;

    /** A tick is due then. */
    void due(long nanos) {
        dueNanos = nanos;
    }

    /**
     * The tick ran.
     *
     * @param lateNanos after it was due, 0 or more
     */
    void ran(long lateNanos) {
        meanNanos = after(meanNanos, lateNanos);
    }

    /** With the tick that is overdue, if one is. */
    long lagNanos(long nowNanos) {
        long due = dueNanos;
        long overdue = due == Long.MAX_VALUE ? 0 : nowNanos - due;
        return (long) (overdue <= 0 ? meanNanos : after(meanNanos, overdue));
    }

    private static double after(double mean, long lateNanos) {
        return mean + NEWEST * (lateNanos - mean);
    }
}
