package dev.trunkline.gateway.trunk.limit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trunkline.gateway.trunk.limit.Demand.Concurrency;
import dev.trunkline.gateway.trunk.limit.Demand.Rate;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Leases and rates as rows of PostgreSQL. All times are its clock's, so that gateways need not
 * agree on theirs. Each method is a part of the caller's transaction.
 *
 * <p>One advisory lock a scope, until the transaction ends, in the same order for everybody:
 * whoever counts sees what all before have taken, and nobody waits in a circle. Rows are locked in
 * one order as well, or skipped.
 */
final class LeaseTable {
    /** The namespace of locks is the whole database's: ours begin with this. */
    private static final String LOCK_OF = "trunkline/call_limits/";

    private static final String LOCK =
            "SELECT pg_advisory_xact_lock(scope) FROM unnest(?::bigint[]) AS scope";

    /**
     * Leases could not be renewed while the server was down: after a start all live once more as
     * long as one does, and their holders come back meanwhile.
     */
    private static final String LIVES_UNTIL =
            "GREATEST(expires_at, pg_postmaster_start_time() + ? * INTERVAL '1 millisecond')";

    private static final String CALLS_ON =
            "SELECT scope, COUNT(*) FROM call_lease WHERE scope = ANY (?::text[]) AND "
                    + LIVES_UNTIL
                    + " > clock_timestamp() GROUP BY scope";

    private static final String SINCE_LAST =
            """
            SELECT scope, CAST(EXTRACT(EPOCH FROM clock_timestamp() - last_at) * 1000000 AS bigint)
            FROM call_rate WHERE scope = ANY (?::text[])
            """;

    private static final String USE_RATES =
            """
            INSERT INTO call_rate (scope, last_at)
            SELECT scope, clock_timestamp() FROM unnest(?::text[]) AS scope
            ON CONFLICT (scope) DO UPDATE SET last_at = EXCLUDED.last_at
            """;

    /** Also puts back what was taken for dead meanwhile: its call is on all the same. */
    private static final String HOLD =
            """
            INSERT INTO call_lease (lease_id, scope, holder, expires_at)
            SELECT lease_id, scope, ?, clock_timestamp() + ? * INTERVAL '1 millisecond'
            FROM unnest(?::text[], ?::text[]) AS held (lease_id, scope)
            ORDER BY lease_id, scope
            ON CONFLICT (lease_id, scope) DO UPDATE SET expires_at = EXCLUDED.expires_at
            """;

    private static final String RELEASE = "DELETE FROM call_lease WHERE lease_id = ANY (?::text[])";

    private static final String REMOVE_EXPIRED =
            """
            DELETE FROM call_lease WHERE (lease_id, scope) IN (
              SELECT lease_id, scope FROM call_lease
              WHERE expires_at <= clock_timestamp() AND %s <= clock_timestamp()
              ORDER BY lease_id, scope FOR UPDATE SKIP LOCKED)
            """
                    .formatted(LIVES_UNTIL);

    private final String holder;
    private final long leaseMs;

    /** A lease and what it counts for. */
    record Held(String leaseId, List<String> scopes) {}

    /**
     * @param holder name of this process, for people who look into the table
     */
    LeaseTable(String holder, Duration leaseTime) {
        this.holder = holder.substring(0, Math.min(holder.length(), Demand.LONGEST_SCOPE));
        leaseMs = leaseTime.toMillis();
    }

    /** Takes everything for {@code lease}, or nothing. */
    Answer take(Connection connection, Demand demand, Lease lease) throws SQLException {
        List<String> scopes = demand.concurrency().stream().map(Concurrency::scope).toList();
        lock(connection, demand);
        Map<String, Long> callsOn = callsOn(connection, scopes);
        for (Concurrency limit : demand.concurrency()) {
            if (callsOn.getOrDefault(limit.scope(), 0L) >= limit.most()) {
                return new Answer.Full(limit.scope());
            }
        }
        Answer.TooFast tooFast = tooFast(demand.rates(), sinceLast(connection, demand.rates()));
        if (tooFast != null) {
            return tooFast;
        }
        hold(connection, List.of(new Held(lease.id(), scopes)));
        useRates(connection, demand.rates());
        return new Answer.Granted(lease);
    }

    private static void lock(Connection connection, Demand demand) throws SQLException {
        LongStream keys =
                Stream.concat(
                                demand.concurrency().stream()
                                        .map(limit -> "calls/" + limit.scope()),
                                demand.rates().stream().map(rate -> "rate/" + rate.scope()))
                        .mapToLong(LeaseTable::lockKey);
        Long[] inOrder = keys.sorted().distinct().boxed().toArray(Long[]::new);
        try (PreparedStatement lock = connection.prepareStatement(LOCK)) {
            lock.setArray(1, connection.createArrayOf("bigint", inOrder));
            lock.execute();
        }
    }

    /** Two scopes with one key would only wait for each other more than they must. */
    private static long lockKey(String scope) {
        return UUID.nameUUIDFromBytes((LOCK_OF + scope).getBytes(UTF_8)).getMostSignificantBits();
    }

    private Map<String, Long> callsOn(Connection connection, List<String> scopes)
            throws SQLException {
        if (scopes.isEmpty()) {
            return Map.of();
        }
        try (PreparedStatement count = connection.prepareStatement(CALLS_ON)) {
            count.setArray(1, texts(connection, scopes));
            count.setLong(2, leaseMs);
            return numbers(count);
        }
    }

    private static Map<String, Long> sinceLast(Connection connection, List<Rate> rates)
            throws SQLException {
        if (rates.isEmpty()) {
            return Map.of();
        }
        try (PreparedStatement select = connection.prepareStatement(SINCE_LAST)) {
            select.setArray(1, texts(connection, rates.stream().map(Rate::scope).toList()));
            return numbers(select);
        }
    }

    private static Answer.@Nullable TooFast tooFast(List<Rate> rates, Map<String, Long> sinceUs) {
        Answer.TooFast slowest = null;
        for (Rate rate : rates) {
            Long since = sinceUs.get(rate.scope());
            if (since == null) {
                continue;
            }
            // Less than nothing is a clock that was set back, or another server's: as if just now.
            long waitUs = rate.intervalMicros() - Math.max(0, since);
            if (waitUs > 0
                    && (slowest == null || waitUs > slowest.retryAfter().toNanos() / 1_000)) {
                slowest = new Answer.TooFast(rate.scope(), Duration.of(waitUs, ChronoUnit.MICROS));
            }
        }
        return slowest;
    }

    private static void useRates(Connection connection, List<Rate> rates) throws SQLException {
        if (rates.isEmpty()) {
            return;
        }
        try (PreparedStatement use = connection.prepareStatement(USE_RATES)) {
            use.setArray(1, texts(connection, rates.stream().map(Rate::scope).sorted().toList()));
            use.executeUpdate();
        }
    }

    /** Makes leases live as long again from now. */
    void hold(Connection connection, Collection<Held> leases) throws SQLException {
        List<String> ids = new ArrayList<>();
        List<String> scopes = new ArrayList<>();
        for (Held lease : leases) {
            for (String scope : lease.scopes()) {
                ids.add(lease.leaseId());
                scopes.add(scope);
            }
        }
        if (ids.isEmpty()) {
            return;
        }
        try (PreparedStatement hold = connection.prepareStatement(HOLD)) {
            hold.setString(1, holder);
            hold.setLong(2, leaseMs);
            hold.setArray(3, texts(connection, ids));
            hold.setArray(4, texts(connection, scopes));
            hold.executeUpdate();
        }
    }

    void release(Connection connection, Collection<String> leaseIds) throws SQLException {
        if (leaseIds.isEmpty()) {
            return;
        }
        try (PreparedStatement release = connection.prepareStatement(RELEASE)) {
            release.setArray(1, texts(connection, leaseIds));
            release.executeUpdate();
        }
    }

    /** Those whose holders have gone; they count for nothing already. */
    void removeExpired(Connection connection) throws SQLException {
        try (PreparedStatement remove = connection.prepareStatement(REMOVE_EXPIRED)) {
            remove.setLong(1, leaseMs);
            remove.executeUpdate();
        }
    }

    private static java.sql.Array texts(Connection connection, Collection<String> texts)
            throws SQLException {
        return connection.createArrayOf("text", texts.toArray(String[]::new));
    }

    private static Map<String, Long> numbers(PreparedStatement select) throws SQLException {
        Map<String, Long> numbers = new HashMap<>();
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                numbers.put(rows.getString(1), rows.getLong(2));
            }
        }
        return numbers;
    }
}
