package dev.trunkline.loadtest.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How Java stopped the gateway's threads within a time, from its own log ({@link #LOGGED}).
 *
 * @param pauses stops for the collector, and waits of single threads for memory
 * @param longestPauseMs the longest of these
 * @param longestMs the longest stop of all threads, whatever it was for
 */
record Stops(int pauses, double longestPauseMs, double longestMs) {
    /** What Java has to be started with. */
    static final String LOGGED = "-Xlog:gc,safepoint:stdout:timemillis";

    /** The operation that it was for, and how long it took, threads' arrival included. */
    private static final Pattern SAFEPOINT =
            Pattern.compile("\\[(\\d+)ms] Safepoint \"(\\w+)\",.* Total: +(\\d+) ns");

    /** ZGC, when memory is used faster than it is found. */
    private static final Pattern STALL =
            Pattern.compile("\\[(\\d+)ms].* Allocation Stall \\(.*\\) ([0-9.]+)ms");

    /** As their operations begin (OpenJDK 25, vmOperation.hpp). */
    private static final List<String> COLLECTORS =
            List.of("Z", "G1", "Serial", "Parallel", "Gen", "Collect", "Shenandoah");

    private static final double NANOS_PER_MS = 1e6;

    /**
     * Reads what was printed.
     *
     * @param fromMs of the clock, since 1970
     */
    static Stops in(Path log, long fromMs, long toMs) throws IOException {
        return in(Files.readString(log, StandardCharsets.UTF_8), fromMs, toMs);
    }

    static Stops in(String log, long fromMs, long toMs) {
        int pauses = 0;
        double longestPauseMs = 0;
        double longestMs = 0;
        for (String line : log.split("\n", -1)) {
            Matcher stop = SAFEPOINT.matcher(line);
            Matcher stall = STALL.matcher(line);
            if (stop.find() && within(stop, fromMs, toMs)) {
                double ms = Long.parseLong(stop.group(3)) / NANOS_PER_MS;
                longestMs = Math.max(longestMs, ms);
                if (COLLECTORS.stream().anyMatch(stop.group(2)::startsWith)) {
                    pauses++;
                    longestPauseMs = Math.max(longestPauseMs, ms);
                }
            } else if (stall.find() && within(stall, fromMs, toMs)) {
                pauses++;
                longestPauseMs = Math.max(longestPauseMs, Double.parseDouble(stall.group(2)));
            }
        }
        return new Stops(pauses, longestPauseMs, longestMs);
    }

    private static boolean within(Matcher line, long fromMs, long toMs) {
        long atMs = Long.parseLong(line.group(1));
        return atMs >= fromMs && atMs <= toMs;
    }
}
