package dev.trunkline.observability.record;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * Deletes calls that are too old, a bounded number at a time: at the start and every hour.
 *
 * <p>A wall clock that is years ahead would make all calls too old. So it first waits for a day, in
 * which the clock can be put right, where it would delete the very newest call, or where the clock
 * has leapt since it last looked.
 */
final class Retention {
    static final int CALLS_AT_ONCE = 500;
    private static final Duration EVERY = Duration.ofHours(1);
    private static final Duration IN_DOUBT = Duration.ofDays(1);

    /** More than a machine that was suspended overnight. */
    private static final Duration LEAP = Duration.ofDays(1);

    private static final String NEWEST = "SELECT MAX(started_at) FROM call_record";

    /** Turns, barge-ins and attempts go with their call. */
    private static final String DELETE =
            """
            DELETE FROM call_record WHERE call_id IN (
              SELECT call_id FROM call_record WHERE started_at < ? ORDER BY started_at, call_id LIMIT ?)
            """;

    private final int days;
    private final int answerSeconds;
    private final WriterClock clock;
    private @Nullable Instant lookedAt;
    private long lookedNanos;
    private Duration pause = Duration.ZERO;
    private boolean waited;

    Retention(int days, int answerSeconds, WriterClock clock) {
        this.days = days;
        this.answerSeconds = answerSeconds;
        this.clock = clock;
    }

    boolean due() {
        return days > 0 && (lookedAt == null || clock.nanos() - lookedNanos >= pause.toNanos());
    }

    /**
     * Deletes some; stays due while there are more.
     *
     * @return false if it is in doubt about the clock and waits
     */
    boolean deleteSome(Connection connection) throws SQLException {
        Instant now = clock.now();
        long nowNanos = clock.nanos();
        Instant oldest = now.minus(Duration.ofDays(days));
        if (leapt(now, nowNanos) || (!waited && allBefore(oldest, connection))) {
            connection.rollback();
            waited = true;
            rest(IN_DOUBT, now, nowNanos);
            return false;
        }
        try (PreparedStatement delete = connection.prepareStatement(DELETE)) {
            delete.setQueryTimeout(answerSeconds);
            new Binding(delete).time(oldest).number(CALLS_AT_ONCE);
            int deleted = delete.executeUpdate();
            connection.commit();
            if (deleted < CALLS_AT_ONCE) {
                waited = false;
                rest(EVERY, now, nowNanos);
            }
        }
        return true;
    }

    /** Leaves it for an hour. */
    void postpone() {
        rest(EVERY, clock.now(), clock.nanos());
    }

    private void rest(Duration atLeast, Instant now, long nowNanos) {
        lookedAt = now;
        lookedNanos = nowNanos;
        pause = atLeast;
    }

    /** Whether more time has passed by the wall clock than by the monotonic one. */
    private boolean leapt(Instant now, long nowNanos) {
        return lookedAt != null
                && Duration.between(lookedAt, now)
                                .minusNanos(nowNanos - lookedNanos)
                                .compareTo(LEAP)
                        > 0;
    }

    private boolean allBefore(Instant oldest, Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(NEWEST)) {
            select.setQueryTimeout(answerSeconds);
            try (ResultSet rows = select.executeQuery()) {
                OffsetDateTime newest =
                        rows.next() ? rows.getObject(1, OffsetDateTime.class) : null;
                return newest != null && newest.toInstant().isBefore(oldest);
            }
        }
    }
}
