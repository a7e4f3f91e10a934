package dev.trunkline.observability.record;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Deletes calls that are too old, a bounded number at a time: at the start and every hour. */
final class Retention {
    static final int CALLS_AT_ONCE = 500;
    private static final Duration EVERY = Duration.ofHours(1);

    /** Turns and barge-ins go with their call. */
    private static final String DELETE =
            """
            DELETE FROM call_record WHERE call_id IN (
              SELECT call_id FROM call_record WHERE started_at < ? ORDER BY started_at, call_id LIMIT ?)
            """;

    private final int days;
    private final int answerSeconds;
    private @Nullable Instant lastRun;

    Retention(int days, int answerSeconds) {
        this.days = days;
        this.answerSeconds = answerSeconds;
    }

    boolean due(Instant now) {
        Instant last = lastRun;
        return days > 0 && (last == null || now.isBefore(last) || !now.isBefore(last.plus(EVERY)));
    }

    /** Deletes some; stays due while there are more. */
    void deleteSome(Connection connection, Instant now) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(DELETE)) {
            delete.setQueryTimeout(answerSeconds);
            new Binding(delete).time(now.minus(Duration.ofDays(days))).number(CALLS_AT_ONCE);
            int deleted = delete.executeUpdate();
            connection.commit();
            if (deleted < CALLS_AT_ONCE) {
                lastRun = now;
            }
        }
    }

    /** Leaves it for an hour. */
    void postpone(Instant now) {
        lastRun = now;
    }
}
