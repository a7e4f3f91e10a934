package dev.trunkline.gateway;

/**
 * How late one event loop has run of late: the mean of its ticks, of which each counts for less the
 * more have come since. A loop that is stuck ticks no more, so a tick that is overdue counts as
 * those that it has kept from coming. Written by the loop, read by any thread.
 */
final class LoopLoad {
    /** Share of the newest tick: the mean follows within some five ticks, a tenth of a second. */
    private static final double NEWEST = 0.2;

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

    long lagNanos(long nowNanos) {
        long due = dueNanos;
        long overdue = due == Long.MAX_VALUE ? 0 : nowNanos - due;
        return (long) (overdue <= 0 ? meanNanos : after(meanNanos, overdue));
    }

    private static double after(double mean, long lateNanos) {
        double ticks = 1 + (double) lateNanos / LoopWatch.TICK_NANOS;
        return lateNanos + (mean - lateNanos) * Math.pow(1 - NEWEST, ticks);
    }
}
