package dev.trunkline.gateway.trunk.limit;

import io.vertx.core.Future;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

/** Keys that all gateways with one PostgreSQL share. */
public final class SharedIdempotencyKeys implements IdempotencyKeys {
    /** A key that was forgotten already is taken over by the newcomer. */
    private static final String CLAIM =
            """
            INSERT INTO call_request (idempotency_key, fingerprint, call_id, claimed_at)
            VALUES (?, ?, ?, clock_timestamp())
            ON CONFLICT (idempotency_key) DO UPDATE
              SET fingerprint = EXCLUDED.fingerprint, call_id = EXCLUDED.call_id,
                claimed_at = EXCLUDED.claimed_at
              WHERE call_request.claimed_at <= clock_timestamp() - ? * INTERVAL '1 second'
            """;

    private static final String STANDS_FOR =
            "SELECT fingerprint, call_id FROM call_request WHERE idempotency_key = ?";

    private static final String FORGET =
            "DELETE FROM call_request WHERE idempotency_key = ? AND call_id = ?";

    /** A few at every claim: more than come. */
    private static final String REMOVE_FORGOTTEN =
            """
            DELETE FROM call_request WHERE idempotency_key IN (
              SELECT idempotency_key FROM call_request
              WHERE claimed_at <= clock_timestamp() - ? * INTERVAL '1 second'
              ORDER BY claimed_at LIMIT 10 FOR UPDATE SKIP LOCKED)
            """;

    private static final long RETRY_MS = 1_000;
    private static final int MOST_TRIES = 60;
    private static final int MOST_UNDOING = 1_000;

    private final LimitStore store;
    private final AtomicInteger undoing = new AtomicInteger();

    public SharedIdempotencyKeys(LimitStore store) {
        this.store = store;
    }

    @Override
    public Future<Claim> claim(String key, String fingerprint, String callId) {
        IdempotencyKeys.check(key);
        return store.ask(connection -> claimed(connection, key, fingerprint, callId))
                .onFailure(failure -> {
                    if (failure.getCause() != null) {
                        undo(key, callId);
                    }
                });
    }

    private static Claim claimed(
            Connection connection, String key, String fingerprint, String callId)
            throws SQLException {
        while (true) {
            if (isNew(connection, key, fingerprint, callId)) {
                removeForgotten(connection);
                return new Claim.New();
            }
            try (PreparedStatement select = connection.prepareStatement(STANDS_FOR)) {
                select.setString(1, key);
                try (ResultSet rows = select.executeQuery()) {
                    if (rows.next()) {
                        return rows.getString(1).equals(fingerprint)
                                ? new Claim.Known(rows.getString(2))
                                : new Claim.Different();
                    }
                }
            }
            // Forgotten in between: it is free now.
        }
    }

    private static boolean isNew(
            Connection connection, String key, String fingerprint, String callId)
            throws SQLException {
        try (PreparedStatement claim = connection.prepareStatement(CLAIM)) {
            claim.setString(1, key);
            claim.setString(2, fingerprint);
            claim.setString(3, callId);
            claim.setLong(4, REMEMBERED.toSeconds());
            return claim.executeUpdate() == 1;
        }
    }

    private static void removeForgotten(Connection connection) throws SQLException {
        try (PreparedStatement remove = connection.prepareStatement(REMOVE_FORGOTTEN)) {
            remove.setLong(1, REMEMBERED.toSeconds());
            remove.executeUpdate();
        }
    }

    @Override
    public Future<Void> forget(String key, String callId) {
        return store.tend(connection -> forgotten(connection, key, callId)).mapEmpty();
    }

    private static int forgotten(Connection connection, String key, String callId)
            throws SQLException {
        try (PreparedStatement forget = connection.prepareStatement(FORGET)) {
            forget.setString(1, key);
            forget.setString(2, callId);
            return forget.executeUpdate();
        }
    }

    /** The answer to the commit may be what was lost: the key must not stand for no call. */
    private void undo(String key, String callId) {
        if (undoing.incrementAndGet() > MOST_UNDOING) {
            undoing.decrementAndGet();
            return;
        }
        undo(key, callId, MOST_TRIES);
    }

    private void undo(String key, String callId, int tries) {
        forget(key, callId)
                .onSuccess(done -> undoing.decrementAndGet())
                .onFailure(failure -> {
                    if (tries > 1) {
                        store.vertx().setTimer(RETRY_MS, again -> undo(key, callId, tries - 1));
                    } else {
                        undoing.decrementAndGet();
                    }
                });
    }
}
