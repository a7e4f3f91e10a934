package dev.trunkline.loadtest.load;

import dev.trunkline.loadtest.load.LoadResult.Quantiles;
import dev.trunkline.loadtest.rtp.RtpGenerator;
import dev.trunkline.loadtest.rtp.RtpStream;

/**
 * What a run over RTP measured within its window.
 *
 * @param packetsExpected that each direction has in the window
 * @param silentCalls of which no audio came
 * @param deviation of the interarrival times of agent audio from the timestamps, in milliseconds
 * @param lateness of the generator's own sending, in milliseconds
 * @param worstDriftMs of the gateway's pacing, since each call began
 * @param heardShare of the callers' audio that reached the model: about 1, since a jitter buffer
 *     adds and takes a little
 * @param target what the gateway's process used
 * @param generator what the load test itself used, the simulated model included
 * @param otherCores CPU seconds per second that neither used: other processes
 */
record RtpLoadResult(
        RtpLoadPlan plan,
        long packetsExpected,
        RtpStream.Counts counts,
        int silentCalls,
        Quantiles deviation,
        Quantiles lateness,
        double worstDriftMs,
        double heardShare,
        ProcessUsage.Spent target,
        ProcessUsage.Spent generator,
        double otherCores) {
    /** A window's edges fall anywhere between two packets. */
    private static final double LEAST_SHARE = 0.98;

    static RtpLoadResult of(
            RtpLoadPlan plan, RtpGenerator.Window window, double heardShare, Usage usage) {
        return new RtpLoadResult(
                plan,
                plan.load().calls() * plan.load().measuredMs() / 20,
                window.counts(),
                window.silent(),
                Quantiles.of(window.deviation()),
                Quantiles.of(window.lateness()),
                window.worstDriftNanos() / 1e6,
                heardShare,
                usage.target,
                usage.generator,
                usage.otherCores());
    }

    /** What the machine did meanwhile. */
    record Usage(ProcessUsage.Spent target, ProcessUsage.Spent generator, double busyCores) {
        double otherCores() {
            return Math.max(0, busyCores - target.cores() - generator.cores());
        }
    }

    /**
     * Whether every call was heard and answered all the time, and no packet came late, twice or not
     * at all.
     */
    boolean flawless() {
        var arrivals = counts.arrivals();
        return silentCalls == 0
                && arrivals.packets() >= packetsExpected * LEAST_SHARE
                && heardShare >= LEAST_SHARE
                && arrivals.lost() == 0
                && arrivals.late() == 0
                && arrivals.duplicated() == 0
                && arrivals.reordered() == 0
                && counts.unsent() == 0
                && counts.refused() == 0;
    }

    /** Share of a core that a call takes, in percent. */
    double corePercentPerCall() {
        return target.cores() * 100 / plan.load().calls();
    }
}
