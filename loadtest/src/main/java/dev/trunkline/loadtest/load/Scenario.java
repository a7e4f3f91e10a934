package dev.trunkline.loadtest.load;

/**
 * What the load does over time. Calls, delta and model are those of the {@link LoadPlan}, and so
 * are the times that do not stand here.
 */
sealed interface Scenario {
    /** All calls at once, for as long as the plan says. */
    record Hold() implements Scenario {}

    /**
     * As many more calls each time, until the objective breaks or there are as many as the plan
     * has.
     *
     * @param step calls of the first step, and by which each next one is larger
     */
    record Ramp(int step) implements Scenario {
        public Ramp {
            if (step < 1) {
                throw new LoadException("--step " + step + ": expected 1 or more calls");
            }
        }
    }

    /**
     * As many calls as the plan has, each replaced when its caller hangs up.
     *
     * @param callMs mean length of a call; lengths are spread evenly from half to one and a half of
     *     it, the same each time
     * @param sampleMs time between two looks at the gateway
     */
    record Soak(long callMs, long sampleMs) implements Scenario {
        public Soak {
            if (callMs < 12_000) {
                throw new LoadException(
                        "--call-length "
                                + callMs / 1_000
                                + ": expected 12 s or more, since the first two seconds and the last"
                                + " three of each call do not count");
            }
            if (sampleMs < 100) {
                throw new LoadException(
                        "--sample-ms " + sampleMs + ": expected 100 or more milliseconds");
            }
        }
    }

    /** All calls of the plan within its ramp, more than the gateway may want. */
    record Spike() implements Scenario {}
}
