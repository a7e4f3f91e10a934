package dev.trunkline.gateway.trunk.choose;

import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How many draws each sequence has had, in memory and bounded: sequences of hours that are over are
 * dropped. Thread-safe.
 */
final class DrawCounts {
    /** Of draws that come late: their hour may be the one before. */
    private static final Duration KEPT = Duration.ofHours(1);

    private final int most;
    private final Map<Sequence, Integer> counts = new LinkedHashMap<>();
    private Instant latest = Instant.MIN;

    /**
     * @param most sequences that are remembered; beyond that the oldest begins anew
     */
    DrawCounts(int most) {
        this.most = most;
    }

    private record Sequence(Instant hour, String name) {}

    /** The index of this draw in its sequence, from 0. */
    synchronized int next(Instant hour, String name) {
        if (hour.isAfter(latest)) {
            latest = hour;
            counts.keySet().removeIf(sequence -> sequence.hour().isBefore(hour.minus(KEPT)));
        }
        int index = counts.merge(new Sequence(hour, name), 1, Integer::sum) - 1;
        if (counts.size() > most) {
            Iterator<Sequence> oldest = counts.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
        return index;
    }

    synchronized int size() {
        return counts.size();
    }
}
