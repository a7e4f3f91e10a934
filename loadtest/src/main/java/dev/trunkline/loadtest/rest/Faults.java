package dev.trunkline.loadtest.rest;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Which requests go wrong, and how. Any thread. */
final class Faults {
    private final Deque<ApiFault> next = new ArrayDeque<>();
    private @Nullable ApiFault standing;

    /** The next requests, one each. */
    synchronized void next(ApiFault... faults) {
        next.addAll(Arrays.asList(faults));
    }

    /** Every request from now on, once those above are used up; null: none. */
    synchronized void standing(@Nullable ApiFault fault) {
        standing = fault;
    }

    /** Of the request that comes now. */
    synchronized @Nullable ApiFault draw() {
        return next.isEmpty() ? standing : next.poll();
    }
}
