package dev.trunkline.observability.record;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The calls that are kept. Queries block: never call them on an event loop. A store that cannot be
 * reached makes them throw {@link RecordsUnavailableException}.
 */
public interface CallRecords {
    /**
     * Keeps one call, some time soon. Any thread; neither blocks nor throws. What cannot be kept in
     * the end is counted and logged.
     */
    void add(CallRecord call);

    /**
     * The newest calls first.
     *
     * @param offset how many to leave out
     * @param limit at most so many
     */
    List<CallRecord> newest(RecordFilter filter, int offset, int limit);

    /** How many there are. */
    long count(RecordFilter filter);

    Optional<CallRecord> byId(String callId);

    /**
     * Shows every call in order of starting, with its turns, barge-ins and attempts, without its
     * histograms, timeline and transcript, which are empty then. Reads in pages: needs no memory
     * for all.
     */
    void forEach(RecordFilter filter, Consumer<CallRecord> sink);
}
