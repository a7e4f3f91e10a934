package dev.trunkline.observability.record;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Fills a statement's places from left to right. */
final class Binding {
    private final PreparedStatement statement;
    private int place;

    Binding(PreparedStatement statement) {
        this.statement = statement;
    }

    Binding text(@Nullable String value) throws SQLException {
        statement.setString(++place, value);
        return this;
    }

    Binding number(long value) throws SQLException {
        statement.setLong(++place, value);
        return this;
    }

    Binding optional(@Nullable Long value) throws SQLException {
        if (value == null) {
            statement.setNull(++place, Types.BIGINT);
        } else {
            statement.setLong(++place, value);
        }
        return this;
    }

    Binding truth(boolean value) throws SQLException {
        statement.setBoolean(++place, value);
        return this;
    }

    Binding time(Instant value) throws SQLException {
        statement.setObject(++place, StoredTime.of(value));
        return this;
    }

    /** Ends one row of a batch. */
    void row() throws SQLException {
        statement.addBatch();
        place = 0;
    }
}
