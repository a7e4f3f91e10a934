package dev.trunkline.observability.metrics;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Keeps the number of label sets bounded, whatever names callers come with: beyond the cap, a new
 * trunk and agent are called {@code other}. Closed labels stay, so at most one more set for each of
 * their combinations comes on top.
 */
final class LabelSets {
    private final int cap;
    private final Function<CallLabels, CallSeries> create;
    private final Map<CallLabels, CallSeries> sets = new ConcurrentHashMap<>();

    LabelSets(int cap, Function<CallLabels, CallSeries> create) {
        this.cap = cap;
        this.create = create;
    }

    /** Once per call. */
    CallSeries of(CallLabels labels) {
        CallSeries known = sets.get(labels);
        if (known != null) {
            return known;
        }
        synchronized (this) { // a set more than the cap must not slip in between
            boolean room = sets.size() < cap || sets.containsKey(labels);
            CallLabels used =
                    room
                            ? labels
                            : new CallLabels(
                                    labels.trunkKind(),
                                    CallLabels.OTHER,
                                    labels.leg(),
                                    CallLabels.OTHER);
            return sets.computeIfAbsent(used, create);
        }
    }
}
