package dev.trunkline.loadtest.load;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.trunkline.loadtest.audio.ProbeTallies;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * All that a scenario found, as JSON and as a page.
 *
 * @param version of this form; what is only added does not change it
 * @param begunAt ISO 8601, UTC
 * @param machine where it was measured
 * @param objectiveMs most that p99 of the frames' delay may be, each way; null: not judged
 * @param problems why it did not pass, a sentence each; empty: it passed
 * @param steps one for each number of calls
 * @param percentiles of the last step
 * @param setup of scenarios in which calls come and go, or are refused; null for others
 * @param conversations of the last step; null without any
 * @param soak null for other scenarios
 */
record LoadReport(
        int version,
        String scenario,
        String begunAt,
        String machine,
        @Nullable Double objectiveMs,
        List<String> problems,
        List<LoadResult> steps,
        Percentiles percentiles,
        CallCounts calls,
        @Nullable Setup setup,
        Conversations.@Nullable Found conversations,
        @Nullable Soak soak) {
    private static final int VERSION = 1;

    /**
     * How long the calls' beginnings took, in milliseconds.
     *
     * @param connected from ringing to the stream's start
     * @param refused from ringing until the document that refuses was obeyed
     */
    record Setup(LoadResult.Quantiles connected, LoadResult.Quantiles refused) {}

    /**
     * What a soak saw of the gateway.
     *
     * @param callMs mean length of a call
     * @param failedLooks samples that the management port did not give
     */
    record Soak(
            double warmUpSeconds,
            long callMs,
            int failedLooks,
            List<GatewaySample> samples,
            List<Trend> trends) {}

    /** Of both directions, the delay, and what of it is added between sending and arrival. */
    record Percentiles(
            List<Percentile> uplinkDelay,
            List<Percentile> downlinkDelay,
            List<Percentile> uplinkAdded,
            List<Percentile> downlinkAdded) {
        static Percentiles of(ProbeTallies tallies) {
            return new Percentiles(
                    points(tallies.uplink().delay()),
                    points(tallies.downlink().delay()),
                    points(tallies.uplink().latency()),
                    points(tallies.downlink().latency()));
        }

        /** At HdrHistogram's own steps. */
        private static List<Percentile> points(Histogram nanos) {
            List<Percentile> points = new ArrayList<>();
            nanos.percentiles(5)
                    .forEach(value ->
                            points.add(
                                    new Percentile(
                                            value.getPercentileLevelIteratedTo(),
                                            value.getValueIteratedTo() / 1e6)));
            return points;
        }
    }

    /** A point of a distribution. */
    record Percentile(double percentile, double ms) {}

    LoadReport {
        problems = List.copyOf(problems);
        steps = List.copyOf(steps);
    }

    /** Of a scenario that has no more than these. */
    LoadReport(
            Begun begun,
            @Nullable Double objectiveMs,
            List<String> problems,
            List<LoadResult> steps,
            Percentiles percentiles,
            CallCounts calls,
            @Nullable Setup setup,
            Conversations.@Nullable Found conversations,
            @Nullable Soak soak) {
        this(
                VERSION,
                begun.scenario,
                begun.at.toString(),
                machineHere(),
                objectiveMs,
                problems,
                steps,
                percentiles,
                calls,
                setup,
                conversations,
                soak);
    }

    /** A scenario that runs. */
    record Begun(String scenario, Instant at) {
        static Begun now(String scenario) {
            return new Begun(scenario, Instant.now());
        }
    }

    @JsonProperty
    boolean passed() {
        return problems.isEmpty();
    }

    private static String machineHere() {
        return "%d cores, %s %s %s, load test on %s %s"
                .formatted(
                        Runtime.getRuntime().availableProcessors(),
                        System.getProperty("os.name"),
                        System.getProperty("os.version"),
                        System.getProperty("os.arch"),
                        System.getProperty("java.vendor"),
                        Runtime.version());
    }
}
