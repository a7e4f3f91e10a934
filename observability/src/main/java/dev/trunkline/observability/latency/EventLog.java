package dev.trunkline.observability.latency;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What happened when, in the order it was told; bounded: what comes after is left out. Grows by
 * doubling, so rarely.
 */
@SuppressWarnings("EnumOrdinal") // one byte an event, never stored
final class EventLog {
    private static final int FIRST_CAPACITY = 64;
    private static final Moment[] MOMENTS = Moment.values();

    private final int mostEvents;
    private long[] nanos = new long[FIRST_CAPACITY];
    private byte[] moments = new byte[FIRST_CAPACITY];
    private int size;

    EventLog(int mostEvents) {
        this.mostEvents = mostEvents;
    }

    void add(Moment moment, long atNanos) {
        if (size == mostEvents) {
            return;
        }
        if (size == nanos.length) {
            nanos = Arrays.copyOf(nanos, Math.min(mostEvents, 2 * size));
            moments = Arrays.copyOf(moments, nanos.length);
        }
        nanos[size] = atNanos;
        moments[size++] = (byte) moment.ordinal();
    }

    /** All of them, sorted by time: some are known only after others that came later. */
    List<TimelineEvent> since(long beganNanos) {
        List<TimelineEvent> events = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            events.add(
                    new TimelineEvent(
                            MOMENTS[moments[i]],
                            Moments.toUs(nanos[i]) - Moments.toUs(beganNanos)));
        }
        events.sort((one, other) -> Long.compare(one.atUs(), other.atUs()));
        return events;
    }
}
