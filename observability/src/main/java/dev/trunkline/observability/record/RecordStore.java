package dev.trunkline.observability.record;

import dev.trunkline.observability.metrics.RecordMeters;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Call records in a database: an embedded file or PostgreSQL, with one schema. One thread writes;
 * queries run on their callers' threads, a few at once.
 *
 * <p>The database may be away at the start and at any time after: calls wait in a bounded queue and
 * are written when it is back, each once. What does not fit, or is refused for good, is counted and
 * logged. Never interrupt a thread within a query: the embedded file closes when that happens.
 */
public final class RecordStore implements CallRecords, AutoCloseable {
    /** The most calls that {@link #newest} gives at once. */
    public static final int MOST_NEWEST = 1_000;

    private static final Duration USUAL_CLOSE_LIMIT = Duration.ofSeconds(10);

    private final RecordWriter writer;
    private final RecordReader reader;

    private RecordStore(RecordSettings settings, WriterClock clock, RecordMeters meters) {
        Connector connector = new Connector(settings);
        writer = new RecordWriter(settings, connector, clock, meters);
        reader = new RecordReader(connector);
    }

    /** Begins to keep records. Does not wait for the database and does not fail without it. */
    public static RecordStore start(RecordSettings settings, RecordMeters meters) {
        return start(settings, WriterClock.SYSTEM, meters);
    }

    static RecordStore start(RecordSettings settings, WriterClock clock, RecordMeters meters) {
        RecordStore store = new RecordStore(settings, clock, meters);
        meters.queued(store.writer::waiting);
        store.writer.start();
        return store;
    }

    @Override
    public void add(CallRecord call) {
        writer.offer(call);
    }

    /**
     * {@inheritDoc}
     *
     * @param offset less than 0 counts as 0
     * @param limit more than {@link #MOST_NEWEST} counts as that
     */
    @Override
    public List<CallRecord> newest(RecordFilter filter, int offset, int limit) {
        return limit <= 0
                ? List.of()
                : reader.newest(filter, Math.max(0, offset), Math.min(limit, MOST_NEWEST));
    }

    @Override
    public long count(RecordFilter filter) {
        return reader.count(filter);
    }

    @Override
    public Optional<CallRecord> byId(String callId) {
        return reader.byId(callId);
    }

    @Override
    public void forEach(RecordFilter filter, Consumer<CallRecord> sink) {
        reader.forEach(filter, sink);
    }

    /** Calls that were added and are not in the database yet. */
    public int waiting() {
        return writer.waiting();
    }

    /**
     * Writes what waits and lets go of the database. What is not written by then is counted and
     * logged; calls that are added later are as well.
     *
     * @param limit how long that may take
     */
    public void close(Duration limit) {
        writer.close(limit);
    }

    /** {@link #close(Duration)} with ten seconds. */
    @Override
    public void close() {
        close(USUAL_CLOSE_LIMIT);
    }
}
