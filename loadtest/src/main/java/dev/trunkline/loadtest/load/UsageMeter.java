package dev.trunkline.loadtest.load;

import dev.trunkline.loadtest.audio.ProbeTallies;

/** What gateway, generator and the rest of the machine use while a scenario is measured. */
final class UsageMeter {
    private final long pid;
    private final long idleMiB;
    private ProcessUsage target;
    private ProcessUsage generator;
    private MachineUsage machine;

    private UsageMeter(long pid) {
        this.pid = pid;
        target = ProcessUsage.of(pid);
        generator = ProcessUsage.own();
        machine = MachineUsage.now();
        idleMiB = target.residentMiB();
    }

    /**
     * Counts from now on; the gateway's memory of this time is its memory without calls.
     *
     * @param pid of the gateway's process; 0: not known
     */
    static UsageMeter begin(long pid) {
        return new UsageMeter(pid);
    }

    /** Counts CPU time from now on only. */
    void restart() {
        target = ProcessUsage.of(pid);
        generator = ProcessUsage.own();
        machine = MachineUsage.now();
    }

    /** With what was used until now. */
    Used used() {
        return new Used(
                idleMiB,
                ProcessUsage.of(pid).since(target),
                ProcessUsage.own().since(generator),
                MachineUsage.now().coresSince(machine));
    }

    /** A result of now. */
    LoadResult result(LoadPlan plan, ProbeTallies tallies, int callsEnded) {
        return LoadResult.of(plan, tallies, callsEnded, used());
    }

    /**
     * What was used.
     *
     * @param idleMiB of the gateway before the calls
     * @param busyCores CPU seconds per second of all processes
     */
    record Used(
            long idleMiB,
            ProcessUsage.Spent target,
            ProcessUsage.Spent generator,
            double busyCores) {}
}
