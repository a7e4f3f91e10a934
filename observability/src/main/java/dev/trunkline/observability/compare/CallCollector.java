package dev.trunkline.observability.compare;

import dev.trunkline.observability.record.CallRecord;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * Takes calls one by one and keeps what the comparison needs: counts of all, and the latencies of
 * all as long as they fit. Where they do not, calls are left out at random, each with the same
 * probability whatever its trunk or length, until they do: memory stays bounded, and the sample
 * stays fair. Confined to one thread.
 */
final class CallCollector {
    /** In figures of 4 bytes: with 11 latencies of 5 turns each, some 170 000 calls. */
    private static final long ROOM = 20_000_000;

    private static final long DRAWS = 1L << Integer.SIZE;

    private final long seed;
    private final long room;
    private final Map<TrunkCalls.Key, TrunkCalls> byTrunk = new HashMap<>();
    private long used;
    private long keepBelow = DRAWS;

    CallCollector(long seed) {
        this(seed, ROOM);
    }

    CallCollector(long seed, long room) {
        this.seed = seed;
        this.room = room;
    }

    void add(CallRecord call) {
        TrunkCalls.Key key =
                new TrunkCalls.Key(
                        call.arm().trunk(), call.arm().kind(), call.leg(), call.arm().experiment());
        TrunkCalls calls = byTrunk.computeIfAbsent(key, TrunkCalls::new);
        calls.tally().add(call);
        CallFigures figures = CallFigures.of(call, seed);
        if (!kept(figures)) {
            return;
        }
        calls.figures().add(figures);
        used += figures.size();
        while (used > room) {
            thin();
        }
    }

    Collection<TrunkCalls> all() {
        return byTrunk.values();
    }

    private boolean kept(CallFigures figures) {
        return Integer.toUnsignedLong(figures.draw()) < keepBelow;
    }

    private void thin() {
        keepBelow /= 2;
        used = 0;
        for (TrunkCalls calls : byTrunk.values()) {
            calls.figures().removeIf(figures -> !kept(figures));
            used += calls.figures().stream().mapToLong(CallFigures::size).sum();
        }
    }
}
