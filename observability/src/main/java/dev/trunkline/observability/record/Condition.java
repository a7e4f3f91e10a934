package dev.trunkline.observability.record;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A filter as SQL: every value is bound, none becomes text of a statement. */
final class Condition {
    /** Where a page begins: after this call in the order of starting. */
    record After(Instant startedAt, String callId) {}

    private final List<String> terms = new ArrayList<>();
    private final List<Object> values = new ArrayList<>();

    Condition(RecordFilter filter, @Nullable After after) {
        term("started_at >= ?", StoredTime.of(filter.from()));
        term("started_at < ?", StoredTime.of(filter.to()));
        if (filter.agent() != null) {
            term("agent = ?", StoredText.name(filter.agent()));
        }
        if (filter.trunk() != null) {
            term("trunk = ?", StoredText.name(filter.trunk()));
        }
        if (filter.direction() != null) {
            term("direction = ?", filter.direction().label());
        }
        if (after != null) {
            // The first of the two is what an index is searched by.
            term("started_at >= ?", StoredTime.of(after.startedAt()));
            term("(started_at > ? OR call_id > ?)", StoredTime.of(after.startedAt()));
            values.add(after.callId());
        }
    }

    private void term(String sql, Object value) {
        terms.add(sql);
        values.add(value);
    }

    String sql() {
        return String.join(" AND ", terms);
    }

    /** Binds its values. Returns the next place. */
    int bind(PreparedStatement statement) throws SQLException {
        int place = 1;
        for (Object value : values) {
            statement.setObject(place++, value);
        }
        return place;
    }
}
