package dev.trunkline.loadtest.audio;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * From when to when the probes of each call count, where calls come and go: what is on the way when
 * a caller hangs up is lost by nature, and what is said while the model connects waits for it.
 * Known before a call begins, so that both ends go by the same span. From any thread.
 */
public final class CallSpans {
    private final AtomicLongArray fromNanos;
    private final AtomicLongArray untilNanos;

    /** For calls of index 0 to {@code calls} - 1. */
    public CallSpans(int calls) {
        fromNanos = new AtomicLongArray(calls);
        untilNanos = new AtomicLongArray(calls);
    }

    /** Calls that there is room for. */
    public int calls() {
        return fromNanos.length();
    }

    /** Of this call, count what is sent from then on, {@code until} excluded. */
    public void count(int call, long from, long until) {
        fromNanos.set(call, from);
        untilNanos.set(call, until);
    }

    /** Nothing of this call counts: it is known never to have come about. */
    public void ignore(int call) {
        count(call, 0, 0);
    }

    boolean contain(int call, long sentNanos) {
        return call >= 0
                && call < fromNanos.length()
                && sentNanos - fromNanos.get(call) >= 0
                && sentNanos - untilNanos.get(call) < 0;
    }
}
