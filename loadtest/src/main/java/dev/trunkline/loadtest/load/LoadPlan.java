package dev.trunkline.loadtest.load;

/**
 * One run of the load test.
 *
 * @param calls how many calls are up at once
 * @param rampMs time over which they are begun, evenly
 * @param warmUpMs time between the last call's begin and the first probe that counts; negative:
 *     every probe counts, the first of each call included
 * @param measuredMs how long probes count
 * @param deltaMs audio in each of the model's deltas, in milliseconds, a multiple of 20
 * @param modelPort port of the simulated model; 0 for any
 * @param upgradeDelayMs how late the model answers the upgrade, in milliseconds
 * @param sessionDelayMs how late it answers with {@code session.created} and then with {@code
 *     session.updated}, each, in milliseconds
 */
record LoadPlan(
        int calls,
        long rampMs,
        long warmUpMs,
        long measuredMs,
        int deltaMs,
        int modelPort,
        int upgradeDelayMs,
        int sessionDelayMs) {

    LoadPlan {
        if (calls < 1 || deltaMs < 20 || deltaMs % 20 != 0) {
            throw new IllegalArgumentException(
                    "calls="
                            + calls
                            + " deltaMs="
                            + deltaMs
                            + ": expected at least one call and a delta of whole 20 ms frames");
        }
    }

    LoadPlan withCalls(int number) {
        return new LoadPlan(
                number,
                rampMs,
                warmUpMs,
                measuredMs,
                deltaMs,
                modelPort,
                upgradeDelayMs,
                sessionDelayMs);
    }

    /** The same calls for {@code ms} after the last one's begin, all of which count. */
    LoadPlan lasting(long ms) {
        return new LoadPlan(
                calls, rampMs, 0, ms, deltaMs, modelPort, upgradeDelayMs, sessionDelayMs);
    }

    boolean countsFromTheStart() {
        return warmUpMs < 0;
    }
}
