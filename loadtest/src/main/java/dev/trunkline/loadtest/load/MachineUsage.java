package dev.trunkline.loadtest.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Busy CPU time of the whole machine, from Linux's {@code /proc/stat} (man proc_stat), to know how
 * much of it other processes took during a measurement.
 *
 * @param busyMs time of all cores in processes, or stolen by the hypervisor; not that in
 *     interrupts, which is of no process's account either and here is mostly the loopback's own
 *     work
 */
record MachineUsage(long atNanos, long busyMs) {
    private static final int MS_PER_TICK = 10;
    private static final Set<Integer> NOT_OF_PROCESSES =
            Set.of(3, 4, 5, 6); // idle, I/O wait, irq, softirq

    /** Guest time, from this field on, is part of user time already. */
    private static final int GUEST = 8;

    static MachineUsage now() {
        try (var lines = Files.lines(Path.of("/proc/stat"))) {
            String[] fields =
                    lines.findFirst().orElseThrow().replaceFirst("cpu +", "").split(" ", -1);
            long ticks =
                    IntStream.range(0, Math.min(fields.length, GUEST))
                            .filter(field -> !NOT_OF_PROCESSES.contains(field))
                            .mapToLong(field -> Long.parseLong(fields[field]))
                            .sum();
            return new MachineUsage(System.nanoTime(), ticks * MS_PER_TICK);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** CPU seconds per second of all processes since {@code earlier}. */
    double coresSince(MachineUsage earlier) {
        return (busyMs - earlier.busyMs) * 1e6 / (atNanos - earlier.atNanos);
    }
}
