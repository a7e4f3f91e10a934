package dev.trunkline.gateway.pbx.rtp;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * The pairs of UDP ports of a range, by their even ones. A pair that a call gives back rests: what
 * is still on its way to that call must not reach another. The order is random at first and then
 * that of giving back, so that nobody outside knows the next. Any thread.
 */
final class RtpPorts {
    /** No pair is left. */
    static final int NONE = -1;

    private record Resting(int port, long untilNanos) {}

    private final ArrayDeque<Integer> fresh;
    private final ArrayDeque<Resting> resting = new ArrayDeque<>();
    private final int pairs;
    private final long restNanos;
    private int used;

    /**
     * All pairs between two ports.
     *
     * @param firstPort even
     * @param restNanos how long a pair rests after a call
     */
    RtpPorts(int firstPort, int lastPort, long restNanos, Random random) {
        this.restNanos = restNanos;
        List<Integer> shuffled = new ArrayList<>();
        for (int port = firstPort; port < lastPort; port += 2) {
            shuffled.add(port);
        }
        Collections.shuffle(shuffled, random);
        fresh = new ArrayDeque<>(shuffled);
        pairs = shuffled.size();
    }

    /** Takes a pair that no call had yet or that has rested; its even port, or {@link #NONE}. */
    synchronized int take(long nowNanos) {
        Integer unused = fresh.poll();
        if (unused != null) {
            used++;
            return unused;
        }
        Resting next = resting.peek();
        if (next == null || next.untilNanos - nowNanos > 0) {
            return NONE;
        }
        used++;
        return resting.remove().port;
    }

    /** Gives a pair back, which then rests. */
    synchronized void giveBack(int port, long nowNanos) {
        used--;
        resting.add(new Resting(port, nowNanos + restNanos));
    }

    /** Pairs that calls hold. */
    synchronized int used() {
        return used;
    }

    int pairs() {
        return pairs;
    }
}
