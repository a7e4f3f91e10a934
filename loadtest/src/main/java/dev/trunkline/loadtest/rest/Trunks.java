package dev.trunkline.loadtest.rest;

import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;

/** How each trunk behaves now; its calls are drawn one after the other. Any thread. */
final class Trunks {
    private final Map<String, TrunkBehavior> behaviors = new ConcurrentHashMap<>();
    private volatile TrunkBehavior others = TrunkBehavior.PROMPT;
    private SplittableRandom random = new SplittableRandom();

    void set(String trunk, TrunkBehavior behavior) {
        behaviors.put(trunk, behavior);
    }

    void setOthers(TrunkBehavior behavior) {
        others = behavior;
    }

    /** The same calls come out the same from now on. */
    synchronized void seed(long seed) {
        random = new SplittableRandom(seed);
    }

    /** By the trunk, or else by the number that calls. */
    synchronized Fate draw(String trunk, String from) {
        TrunkBehavior ofNumber = behaviors.getOrDefault(from, others);
        TrunkBehavior behavior = behaviors.getOrDefault(trunk, ofNumber);
        SplittableRandom draws = random.split(); // so that one more draw does not change all others
        long postDialDelayMs = behavior.postDialDelay().sampleMs(draws);
        Fate.End end = end(behavior, draws);
        boolean machine = draws.nextDouble() < behavior.machines().share();
        return new Fate(
                postDialDelayMs, end, machine, behavior.machines().detection().sampleMs(draws));
    }

    private static Fate.End end(TrunkBehavior behavior, SplittableRandom draws) {
        TrunkBehavior.Chances chances = behavior.chances();
        long ringingMs = behavior.ringing().sampleMs(draws);
        double drawn = draws.nextDouble();
        if (drawn < chances.busy()) {
            return new Fate.Refused(CallStatus.BUSY, 486);
        }
        if (drawn < chances.busy() + chances.noAnswer()) {
            return Fate.Rings.FOREVER;
        }
        return drawn < chances.busy() + chances.noAnswer() + chances.failed()
                ? new Fate.Refused(CallStatus.FAILED, chances.sipCode())
                : new Fate.Rings(ringingMs);
    }
}
