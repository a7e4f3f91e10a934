package dev.trunkline.loadtest.load;

/**
 * Tells from the tries of one step whether its calls pass, fail or are to be tried again. One try
 * that passes is enough: what disturbs a machine only ever adds. A try that failed counts as such
 * if nothing but the contender can have been the cause; one during which other processes took CPU
 * time, or the generator itself sent late, says nothing about the contender.
 */
final class StepTries {
    /** So many times a step fails before it has failed. */
    static final int FAILURES = 3;

    /** So many tries there are at most while others keep the machine busy. */
    static final int DISTURBED = 12;

    /** So many there are at most while the generator is late: its own core is then what is full. */
    static final int GENERATOR_LATE = 5;

    private static final double GENERATORS_SHARE = 0.5;

    private final CapacitySearch.Goal goal;
    private int failures;
    private int disturbed;
    private int generatorLate;

    StepTries(CapacitySearch.Goal goal) {
        this.goal = goal;
    }

    /** What is known after a try. */
    enum Verdict {
        PASSED,
        FAILED,
        /** Failed for want of a generator: the contender may hold more. */
        GENERATOR_FULL,
        AGAIN
    }

    /**
     * Counts a try in.
     *
     * @throws LoadException if other processes never let the machine be
     */
    Verdict after(LoadResult tried) {
        if (goal.reachedBy(tried)) {
            return Verdict.PASSED;
        }
        if (tried.otherCores() > goal.quietCores()) {
            disturbed++;
        } else if (late(tried.uplink()) || late(tried.downlink())) {
            generatorLate++;
        } else {
            failures++;
        }
        if (failures >= FAILURES) {
            return Verdict.FAILED;
        }
        if (generatorLate >= GENERATOR_LATE) {
            return Verdict.GENERATOR_FULL;
        }
        if (disturbed >= DISTURBED) {
            throw new LoadException(
                    "other processes kept the machine busy in "
                            + DISTURBED
                            + " tries: stop them, or measure later");
        }
        return Verdict.AGAIN;
    }

    private boolean late(LoadResult.Direction direction) {
        return direction.lateness().p99() > goal.limitMs() * GENERATORS_SHARE;
    }
}
