package dev.trunkline.loadtest.load;

import dev.trunkline.loadtest.audio.ProbeTallies;
import dev.trunkline.loadtest.audio.ProbeTally;
import org.HdrHistogram.Histogram;

/**
 * What a run measured; of probes sent within its window only.
 *
 * @param callsEnded calls that ended before the run was over, or never came about
 * @param framesExpected probes that the schedule of each direction has in the window
 * @param target what the gateway's process used
 * @param generator what the load test itself used
 */
record LoadResult(
        LoadPlan plan,
        int callsEnded,
        long framesExpected,
        Direction uplink,
        Direction downlink,
        ProcessUsage.Spent target,
        ProcessUsage.Spent generator) {

    /** From one end to the other. */
    record Direction(ProbeTally.Counts counts, Quantiles added, Quantiles lateness) {
        static Direction of(ProbeTally tally) {
            return new Direction(
                    tally.counts(), Quantiles.of(tally.latency()), Quantiles.of(tally.lateness()));
        }

        boolean lossless() {
            return counts.lost() == 0
                    && counts.unsent() == 0
                    && counts.duplicated() == 0
                    && counts.outOfOrder() == 0
                    && counts.foreign() == 0;
        }
    }

    /** Milliseconds. */
    record Quantiles(double p50, double p90, double p99, double p999, double max) {
        static Quantiles of(Histogram nanos) {
            return new Quantiles(
                    nanos.getValueAtPercentile(50) / 1e6,
                    nanos.getValueAtPercentile(90) / 1e6,
                    nanos.getValueAtPercentile(99) / 1e6,
                    nanos.getValueAtPercentile(99.9) / 1e6,
                    nanos.getMaxValue() / 1e6);
        }
    }

    static LoadResult of(
            LoadPlan plan,
            ProbeTallies tallies,
            int callsEnded,
            ProcessUsage.Spent target,
            ProcessUsage.Spent generator) {
        return new LoadResult(
                plan,
                callsEnded,
                plan.calls() * plan.measuredMs() / 20,
                Direction.of(tallies.uplink()),
                Direction.of(tallies.downlink()),
                target,
                generator);
    }

    /** Whether every call went on to the end and every probe of it was sent and arrived, once. */
    boolean lossless() {
        return callsEnded == 0
                && complete(uplink)
                && complete(downlink)
                && uplink.lossless()
                && downlink.lossless();
    }

    /** A call that never spoke would otherwise look like one that lost nothing. */
    private boolean complete(Direction direction) {
        // A window's edges fall anywhere between two frames, or between two deltas.
        long slack = (long) plan.calls() * (plan.deltaMs() / 20 + 1);
        return direction.counts.sent() >= framesExpected - slack;
    }

    /** Calls that a whole core would hold if its use grew in proportion. */
    double callsPerCore() {
        return target.cores() == 0 ? 0 : plan.calls() / target.cores();
    }
}
