package dev.trunkline.loadtest.audio;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.AtomicHistogram;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Adds up the probes of many calls in one direction: both ends report to it, and only probes sent
 * within its window count, so that a warm-up stays out and what is lost is known exactly. From any
 * thread; allocates nothing per probe.
 */
public final class ProbeTally {
    private static final long MAX_NANOS = 60_000_000_000L;

    /** Frames of a call whose time of sending is remembered: 20 s. */
    private static final int REMEMBERED = 1_024;

    /** The sending times that count, {@code untilNanos} excluded. */
    private record Window(long fromNanos, long untilNanos) {
        boolean contains(long nanos) {
            return nanos - fromNanos >= 0 && nanos - untilNanos < 0;
        }
    }

    private final AtomicHistogram latency = new AtomicHistogram(1_000, MAX_NANOS, 3);
    private final AtomicHistogram delay = new AtomicHistogram(1_000, MAX_NANOS, 3);
    private final AtomicHistogram lateness = new AtomicHistogram(1_000, MAX_NANOS, 3);
    private final LongAdder sent = new LongAdder();
    private final LongAdder unsent = new LongAdder();
    private final LongAdder arrived = new LongAdder();
    private final LongAdder early = new LongAdder();
    private final LongAdder duplicated = new LongAdder();
    private final LongAdder outOfOrder = new LongAdder();
    private final LongAdder foreign = new LongAdder();
    private final AtomicReferenceArray<AtomicLongArray> remembered =
            new AtomicReferenceArray<>(WaveProbe.CALLS);
    private final @Nullable CallSpans spans;
    private volatile Window window = new Window(0, 0);

    /** Of whichever call. */
    public ProbeTally() {
        this(null);
    }

    /**
     * Prepares a tally.
     *
     * @param spans of each call, what counts of it beside the window; null: all
     */
    public ProbeTally(@Nullable CallSpans spans) {
        this.spans = spans;
    }

    /**
     * Counts from now on what is sent from {@code fromNanos} to {@code untilNanos}; set it before
     * the first of these times, so that both ends go by the same window.
     */
    public void count(long fromNanos, long untilNanos) {
        window = new Window(fromNanos, untilNanos);
    }

    /** A probe that was due at {@code dueNanos} is being sent. */
    public void sent(int call, long dueNanos, long sentNanos) {
        if (counts(call, sentNanos)) {
            sent.increment();
            lateness.recordValue(Math.clamp(sentNanos - dueNanos, 0, MAX_NANOS));
        }
    }

    /** A probe without room for its times is being sent. */
    public void sent(int call, int sequence, long dueNanos, long sentNanos) {
        AtomicLongArray ofCall = remembered.get(call);
        if (ofCall == null) {
            ofCall = new AtomicLongArray(2 * REMEMBERED);
            remembered.set(call, ofCall); // only the call's sender comes here
        }
        ofCall.set(2 * (sequence % REMEMBERED), sentNanos);
        ofCall.set(2 * (sequence % REMEMBERED) + 1, dueNanos);
        sent(call, dueNanos, sentNanos);
    }

    /** When that probe was sent; 0 for one that never was. */
    public long sentNanos(int call, int sequence) {
        AtomicLongArray ofCall = remembered.get(call);
        return ofCall == null ? 0 : ofCall.get(2 * Math.floorMod(sequence, REMEMBERED));
    }

    /** When that probe was to be sent; 0 for one that never was. */
    public long dueNanos(int call, int sequence) {
        AtomicLongArray ofCall = remembered.get(call);
        return ofCall == null ? 0 : ofCall.get(2 * Math.floorMod(sequence, REMEMBERED) + 1);
    }

    /** Probes that are due now are not sent, since the peer does not read. */
    public void unsent(int call, int probes, long nowNanos) {
        if (counts(call, nowNanos)) {
            unsent.add(probes);
        }
    }

    /** A probe is here for the first time. */
    public void arrived(int call, long sentNanos, long dueNanos, long nowNanos, boolean overtaken) {
        if (counts(call, sentNanos)) {
            arrived.increment();
            latency.recordValue(Math.clamp(nowNanos - sentNanos, 0, MAX_NANOS));
            // A timer may run a fraction of a millisecond early.
            long sinceNanos = Math.max(nowNanos - dueNanos, nowNanos - sentNanos);
            delay.recordValue(Math.clamp(sinceNanos, 0, MAX_NANOS));
            if (overtaken) {
                outOfOrder.increment();
            }
        }
    }

    /** A probe came before the receiver could make anything of it: it is lost to the call. */
    public void early(int call, long sentNanos) {
        if (counts(call, sentNanos)) {
            early.increment();
        }
    }

    /** A probe is here again. */
    public void duplicated(int call, long sentNanos) {
        if (counts(call, sentNanos)) {
            duplicated.increment();
        }
    }

    /** A probe of another call is here. */
    public void foreign(int call, long sentNanos) {
        if (counts(call, sentNanos)) {
            foreign.increment();
        }
    }

    private boolean counts(int call, long sentNanos) {
        return window.contains(sentNanos) && (spans == null || spans.contain(call, sentNanos));
    }

    /** Nanoseconds from sending to arrival; a copy. */
    public Histogram latency() {
        return latency.copy();
    }

    /**
     * Nanoseconds from the time in the schedule to arrival: what a stall of either side did to the
     * frames that were due meanwhile is in it (no coordinated omission); a copy.
     */
    public Histogram delay() {
        return delay.copy();
    }

    /**
     * Nanoseconds from the time in the schedule to sending: the generator's own trouble; a copy.
     */
    public Histogram lateness() {
        return lateness.copy();
    }

    /** Numbers of probes, final once all that is on the way has arrived. */
    public Counts counts() {
        return new Counts(
                sent.sum(),
                unsent.sum(),
                arrived.sum(),
                early.sum(),
                duplicated.sum(),
                outOfOrder.sum(),
                foreign.sum());
    }

    /**
     * Numbers of probes.
     *
     * @param unsent not sent, since the peer did not read
     * @param early arrived before the receiver could use them
     */
    public record Counts(
            long sent,
            long unsent,
            long arrived,
            long early,
            long duplicated,
            long outOfOrder,
            long foreign) {
        /** Sent and never usable at the other end. */
        public long lost() {
            return sent - arrived;
        }
    }
}
