package dev.trunkline.observability.record;

import dev.trunkline.observability.latency.BargeInTimes;
import dev.trunkline.observability.latency.TurnTimes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers questions on their callers' threads, a few at once, each page on a connection of its own:
 * none is held while an answer goes to a slow reader, and none survives its database.
 */
final class RecordReader {
    static final int PAGE_CALLS = 500;
    private static final int AT_ONCE = 4;
    private static final Logger LOG = LoggerFactory.getLogger(RecordStore.class);

    /** All but histograms, timeline and transcript. */
    private static final String SHORT =
            """
            call_id, definitions, provider_call_id, started_at, duration_ms, gateway, direction, agent, leg, trunk,
            trunk_kind, carried_by, experiment, block, caller_hash, callee_hash, attestation, outcome,
            answered, sip_status, failovers, prewarmed, audio_sent_ms, audio_received_ms,
            input_text_tokens, input_audio_tokens, cached_text_tokens, cached_audio_tokens,
            output_text_tokens, output_audio_tokens, frames, late_frames, gaps, gap_filled_ms, dropped_ms,
            lost_packets, concealed_ms, far_lost_packets
            """;

    private static final String WHOLE = SHORT + ", latencies, timeline, transcript";

    private final Connector connector;
    private final Semaphore places = new Semaphore(AT_ONCE, true);

    RecordReader(Connector connector) {
        this.connector = connector;
    }

    /** One question to an open connection. */
    private interface Question<T> {
        T ask(Connection connection) throws SQLException;
    }

    /** Makes one thing of a row. */
    private interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    long count(RecordFilter filter) {
        Condition condition = new Condition(filter, null);
        String sql = "SELECT COUNT(*) FROM call_record WHERE " + condition.sql();
        return answer(connection -> {
            try (PreparedStatement select = prepare(connection, sql)) {
                int _ = condition.bind(select);
                try (ResultSet rows = select.executeQuery()) {
                    return rows.next() ? rows.getLong(1) : 0;
                }
            }
        });
    }

    List<CallRecord> newest(RecordFilter filter, int offset, int limit) {
        Condition condition = new Condition(filter, null);
        // Ids first, which an index gives in order: rows are wide.
        String sql =
                "SELECT call_id FROM call_record WHERE "
                        + condition.sql()
                        + " ORDER BY started_at DESC, call_id DESC LIMIT ? OFFSET ?";
        return answer(connection -> {
            List<String> ids = new ArrayList<>();
            try (PreparedStatement select = prepare(connection, sql)) {
                int place = condition.bind(select);
                select.setInt(place, limit);
                select.setInt(place + 1, offset);
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        ids.add(rows.getString(1));
                    }
                }
            }
            return calls(connection, ids, true);
        });
    }

    Optional<CallRecord> byId(String callId) {
        String id = StoredText.clean(callId, Integer.MAX_VALUE);
        return answer(connection -> calls(connection, List.of(id), true).stream().findFirst());
    }

    void forEach(RecordFilter filter, Consumer<CallRecord> sink) {
        Condition.After after = null;
        while (true) {
            Page page = page(filter, after);
            page.calls().forEach(sink);
            if (page.last() == null) {
                return;
            }
            after = page.last();
        }
    }

    /**
     * @param last where the next one begins after; null if this is the last
     */
    private record Page(List<CallRecord> calls, Condition.@Nullable After last) {}

    private Page page(RecordFilter filter, Condition.@Nullable After after) {
        Condition condition = new Condition(filter, after);
        String sql =
                "SELECT call_id, started_at FROM call_record WHERE "
                        + condition.sql()
                        + " ORDER BY started_at, call_id LIMIT "
                        + PAGE_CALLS;
        return answer(connection -> {
            List<Condition.After> keys = new ArrayList<>();
            try (PreparedStatement select = prepare(connection, sql)) {
                int _ = condition.bind(select);
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        keys.add(CallRows.key(rows));
                    }
                }
            }
            List<String> ids = keys.stream().map(Condition.After::callId).toList();
            return new Page(
                    calls(connection, ids, false),
                    keys.size() < PAGE_CALLS ? null : keys.getLast());
        });
    }

    /** The calls with these ids, in this order; those that have gone meanwhile are left out. */
    private List<CallRecord> calls(Connection connection, List<String> ids, boolean whole)
            throws SQLException {
        if (ids.isEmpty()) {
            return List.of();
        }
        String these = " WHERE call_id IN (" + CallInsert.places(ids.size()) + ")";
        Map<String, List<TurnTimes>> turns =
                parts(
                        connection,
                        "SELECT * FROM turn_record" + these + " ORDER BY call_id, number",
                        ids,
                        CallRows::turn);
        Map<String, List<BargeInTimes>> bargeIns =
                parts(
                        connection,
                        "SELECT * FROM barge_in_record" + these + " ORDER BY call_id, number",
                        ids,
                        CallRows::bargeIn);
        Map<String, List<AttemptRecord>> attempts =
                parts(
                        connection,
                        "SELECT * FROM call_attempt" + these + " ORDER BY call_id, number",
                        ids,
                        CallRows::attempt);
        Map<String, CallRecord> found = new HashMap<>();
        read(
                connection,
                "SELECT " + (whole ? WHOLE : SHORT) + " FROM call_record" + these,
                ids,
                (id, row) ->
                        found.put(
                                id,
                                CallRows.call(
                                        row,
                                        whole,
                                        new CallRows.Parts(
                                                turns.getOrDefault(id, List.of()),
                                                bargeIns.getOrDefault(id, List.of()),
                                                attempts.getOrDefault(id, List.of())))));
        return ids.stream().filter(found::containsKey).map(found::get).toList();
    }

    private <T> Map<String, List<T>> parts(
            Connection connection, String sql, List<String> ids, RowReader<T> reader)
            throws SQLException {
        Map<String, List<T>> parts = new HashMap<>();
        read(
                connection,
                sql,
                ids,
                (id, row) ->
                        parts.computeIfAbsent(id, any -> new ArrayList<>()).add(reader.read(row)));
        return parts;
    }

    private interface RowSink {
        void row(String callId, ResultSet row) throws SQLException;
    }

    private void read(Connection connection, String sql, List<String> ids, RowSink sink)
            throws SQLException {
        try (PreparedStatement select = prepare(connection, sql)) {
            Binding binding = new Binding(select);
            for (String id : ids) {
                binding.text(id);
            }
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    readable(rows, sink);
                }
            }
        }
    }

    /** A row that a newer version wrote may be beyond this one: it must not hide the others. */
    private static void readable(ResultSet row, RowSink sink) throws SQLException {
        String id = row.getString("call_id");
        try {
            sink.row(id, row);
        } catch (IllegalArgumentException beyond) {
            LOG.atDebug()
                    .setMessage("records.unreadable")
                    .addKeyValue("call", id)
                    .setCause(beyond)
                    .log();
        }
    }

    private PreparedStatement prepare(Connection connection, String sql) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        statement.setQueryTimeout(connector.answerSeconds());
        return statement;
    }

    private <T> T answer(Question<T> question) {
        takePlace();
        try {
            if (!connector.migrated()) {
                throw unavailable("it has not been reached since the gateway started", null);
            }
            try (Connection connection = connector.openForReading()) {
                return question.ask(connection);
            }
        } catch (SQLException failure) {
            throw unavailable(DatabaseFault.of(failure).toString(), failure);
        } finally {
            places.release();
        }
    }

    private void takePlace() {
        try {
            if (!places.tryAcquire(connector.answerSeconds(), TimeUnit.SECONDS)) {
                throw unavailable(AT_ONCE + " other questions wait for it; ask again later", null);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw unavailable("the thread that asked was interrupted", interrupted);
        }
    }

    private RecordsUnavailableException unavailable(String why, @Nullable Throwable cause) {
        return new RecordsUnavailableException(
                "call records in " + connector.database() + " are not available: " + why, cause);
    }
}
