package dev.trunkline.loadtest.load;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A look at the gateway's process during a soak, by its {@code /metrics}.
 *
 * @param atSeconds since the scenario began
 * @param heapMiB used, garbage included
 * @param keptMiB of it, what the last collection left: all but the space that objects are made in
 * @param collections of garbage since the gateway's start
 * @param nettyDirectMiB held by Netty's allocators, in use or kept for reuse
 * @param jdkDirectMiB in direct buffers of the JDK; Netty's may be among them, or not, as it gets
 *     its memory
 * @param timers that are set on the event loops
 * @param pendingTasks waiting in the queues of the event loops; timers are not among them
 * @param cores CPU seconds per second since the sample before; 0 without a process
 * @param uplinkP99Ms of frames since the sample before, from when each was due
 */
record GatewaySample(
        double atSeconds,
        double activeCalls,
        double heapMiB,
        double keptMiB,
        double collections,
        double nettyDirectMiB,
        double jdkDirectMiB,
        double openFiles,
        double threads,
        double timers,
        double pendingTasks,
        long residentMiB,
        double cores,
        double uplinkP99Ms,
        double downlinkP99Ms) {
    private static final double MIB = 1 << 20;
    private static final Pattern SAMPLE = Pattern.compile("(\\w+)(\\{.*})? ([^ ]+)");

    /** What the load test itself saw since the sample before. */
    record Seen(
            double atSeconds,
            ProcessUsage.Spent process,
            double uplinkP99Ms,
            double downlinkP99Ms) {}

    /**
     * Reads what is needed of Prometheus's plain text.
     *
     * @throws LoadException if it is no gateway's
     */
    static GatewaySample of(String metrics, Seen seen) {
        if (!metrics.contains("trunkline_active_calls")) {
            throw new LoadException(
                    "no trunkline_active_calls in what the management port answered: expected a"
                            + " gateway's /metrics");
        }
        return new GatewaySample(
                seen.atSeconds,
                sum(metrics, "trunkline_active_calls", ""),
                sum(metrics, "jvm_memory_used_bytes", "area=\"heap\"") / MIB,
                (sum(metrics, "jvm_memory_used_bytes", "area=\"heap\"")
                                - sum(metrics, "jvm_memory_used_bytes", "Eden")
                                - sum(metrics, "jvm_memory_used_bytes", "Young"))
                        / MIB,
                sum(metrics, "jvm_gc_pause_seconds_count", ""),
                sum(metrics, "netty_allocator_memory_used_bytes", "memory_type=\"direct\"") / MIB,
                sum(metrics, "jvm_buffer_memory_used_bytes", "id=\"direct\"") / MIB,
                sum(metrics, "process_files_open_files", ""),
                sum(metrics, "jvm_threads_live_threads", ""),
                sum(metrics, "netty_eventexecutor_tasks_scheduled", ""),
                sum(metrics, "netty_eventexecutor_tasks_pending", ""),
                seen.process.residentMiB(),
                seen.process.cores(),
                seen.uplinkP99Ms,
                seen.downlinkP99Ms);
    }

    private static double sum(String metrics, String name, String label) {
        return metrics.lines()
                .filter(line -> line.startsWith(name))
                .map(SAMPLE::matcher)
                .filter(Matcher::lookingAt)
                .filter(match -> match.group(1).equals(name))
                .filter(match ->
                        label.isEmpty()
                                || (match.group(2) != null && match.group(2).contains(label)))
                .mapToDouble(match -> Double.parseDouble(match.group(3)))
                .sum();
    }
}
