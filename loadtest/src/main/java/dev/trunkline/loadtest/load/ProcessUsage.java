package dev.trunkline.loadtest.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * CPU time and memory of a process, from Linux's {@code /proc} (man proc_pid_stat,
 * proc_pid_status).
 *
 * @param atNanos when it was read
 * @param cpuMs user and system time of all threads so far
 * @param residentMiB resident set size; 0 where there is no such process
 */
record ProcessUsage(long atNanos, long cpuMs, long residentMiB) {
    /** USER_HZ: 100 on every architecture that Java runs on. */
    private static final int MS_PER_TICK = 10;

    private static final int USER_TIME = 11; // fields behind the name in parentheses, from 0
    private static final int SYSTEM_TIME = 12;

    /**
     * What was used between two readings.
     *
     * @param cores CPU seconds per second
     */
    record Spent(double cpuSeconds, double cores, long residentMiB) {}

    static ProcessUsage own() {
        return of(ProcessHandle.current().pid());
    }

    /** All zero if {@code pid} is 0 or gone. */
    static ProcessUsage of(long pid) {
        long nowNanos = System.nanoTime();
        if (pid == 0) {
            return new ProcessUsage(nowNanos, 0, 0);
        }
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            long ticks = Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[SYSTEM_TIME]);
            long residentKiB =
                    Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                            .filter(line -> line.startsWith("VmRSS:"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                            .findFirst()
                            .orElse(0);
            return new ProcessUsage(nowNanos, ticks * MS_PER_TICK, residentKiB / 1_024);
        } catch (NoSuchFileException gone) {
            return new ProcessUsage(nowNanos, 0, 0);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    Spent since(ProcessUsage earlier) {
        double seconds = (atNanos - earlier.atNanos) / 1e9;
        double cpuSeconds = Math.max(0, cpuMs - earlier.cpuMs) / 1e3;
        return new Spent(cpuSeconds, cpuSeconds / seconds, residentMiB);
    }
}
