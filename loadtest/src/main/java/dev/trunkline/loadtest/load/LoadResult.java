package dev.trunkline.loadtest.load;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.trunkline.loadtest.audio.ProbeTallies;
import dev.trunkline.loadtest.audio.ProbeTally;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What a run measured; of probes sent within its window only.
 *
 * @param callsEnded calls that ended before the run was over, or never came about
 * @param framesExpected probes that the schedule of each direction has in the window
 * @param target what the gateway's process used
 * @param generator what the load test itself used
 * @param otherCores CPU seconds per second that neither used: other processes
 * @param idleMiB resident memory of the gateway before the calls; 0 without its process
 */
record LoadResult(
        LoadPlan plan,
        int callsEnded,
        long framesExpected,
        Direction uplink,
        Direction downlink,
        ProcessUsage.Spent target,
        ProcessUsage.Spent generator,
        double otherCores,
        long idleMiB) {
    private static final long LATE_NANOS = 20_000_000;

    /**
     * From one end to the other.
     *
     * @param late frames that arrived more than a frame's time (20 ms) after they were due
     * @param delay from the time a frame was due to its arrival
     * @param added from sending to arrival
     * @param lateness from the time a frame was due to sending: the generator's own
     */
    record Direction(
            ProbeTally.Counts counts,
            long late,
            Quantiles delay,
            Quantiles added,
            Quantiles lateness) {
        static Direction of(ProbeTally tally) {
            Histogram delay = tally.delay();
            return new Direction(
                    tally.counts(),
                    delay.getCountBetweenValues(LATE_NANOS, delay.getHighestTrackableValue()),
                    Quantiles.of(delay),
                    Quantiles.of(tally.latency()),
                    Quantiles.of(tally.lateness()));
        }

        private void problems(String name, @Nullable Double objectiveMs, List<String> found) {
            count(counts.lost(), name + ": frames lost", found);
            count(counts.unsent(), name + ": frames that the gateway did not read", found);
            count(counts.duplicated(), name + ": frames that came twice", found);
            count(counts.outOfOrder(), name + ": frames out of order", found);
            count(counts.foreign(), name + ": frames of another call", found);
            if (objectiveMs != null && delay.p99 > objectiveMs) {
                found.add(
                        String.format(
                                Locale.ROOT,
                                "%s: p99 of the delay is %.1f ms, expected %.1f ms or less",
                                name,
                                delay.p99,
                                objectiveMs));
            }
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
            LoadPlan plan, ProbeTallies tallies, int callsEnded, UsageMeter.Used used) {
        return new LoadResult(
                plan,
                callsEnded,
                plan.calls() * plan.measuredMs() / 20,
                Direction.of(tallies.uplink()),
                Direction.of(tallies.downlink()),
                used.target(),
                used.generator(),
                Math.max(0, used.busyCores() - used.target().cores() - used.generator().cores()),
                used.idleMiB());
    }

    /** Whether every call went on to the end and every probe of it was sent and arrived, once. */
    boolean lossless() {
        return callsEnded == 0 && complete() && uplink.lossless() && downlink.lossless();
    }

    /**
     * What is wrong with it, a sentence each.
     *
     * @param objectiveMs most that p99 of the delay may be; null: not judged
     */
    List<String> problems(@Nullable Double objectiveMs) {
        List<String> found = new ArrayList<>();
        count(callsEnded, "calls that ended early, or never came about", found);
        uplink.problems("uplink", objectiveMs, found);
        downlink.problems("downlink", objectiveMs, found);
        return found;
    }

    private static void count(long number, String what, List<String> found) {
        if (number > 0) {
            found.add(what + ": " + number);
        }
    }

    /** Whether every call spoke and was spoken to, all the time. */
    boolean complete() {
        return complete(uplink) && complete(downlink);
    }

    /** A call that never spoke would otherwise look like one that lost nothing. */
    private boolean complete(Direction direction) {
        if (plan.countsFromTheStart()) {
            return direction.counts.sent() > 0; // how many depends on when each call began
        }
        // A window's edges fall anywhere between two frames, or between two deltas.
        long edges = (long) plan.calls() * (plan.deltaMs() / 20 + 1);
        return direction.counts.sent() >= framesExpected * 0.9 - edges;
    }

    /**
     * What a call costs the gateway.
     *
     * @param cpuMs of CPU time in each second
     * @param memoryMiB resident memory beyond that of before the calls
     */
    record PerCall(double cpuMs, double memoryMiB) {}

    /** All zero without the gateway's process. */
    @JsonProperty
    PerCall perCall() {
        return new PerCall(
                target.cores() * 1_000 / plan.calls(),
                (double) (target.residentMiB() - idleMiB) / plan.calls());
    }

    /** Calls that a whole core would hold if its use grew in proportion. */
    double callsPerCore() {
        return target.cores() == 0 ? 0 : plan.calls() / target.cores();
    }
}
