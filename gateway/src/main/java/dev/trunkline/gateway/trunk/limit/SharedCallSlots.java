package dev.trunkline.gateway.trunk.limit;

import dev.trunkline.gateway.trunk.limit.Demand.Concurrency;
import io.vertx.core.Future;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Limits that all gateways with one PostgreSQL share. What this process holds it renews, all at
 * once and three times in a lease's life; what it gives back while the store is away is given back
 * later, or expires.
 *
 * <p>While the server is down nobody can renew: after its start leases live for once their time
 * more. Where it runs and a gateway cannot reach it for that long, that gateway's leases expire and
 * others may take the slots; its calls are on all the same, and count again once it is back.
 */
public final class SharedCallSlots implements CallSlots {
    /** How long a slot is lost when its gateway is killed. */
    public static final Duration USUAL_LEASE_TIME = Duration.ofSeconds(20);

    private static final Logger LOG = LoggerFactory.getLogger(SharedCallSlots.class);
    private static final long LONGEST_RETRY_MS = 1_000;

    /** Further ones expire by themselves. */
    private static final int MOST_WAITING = 100_000;

    private final LimitStore store;
    private final LeaseTable table;
    private final Map<String, LeaseTable.Held> held = new ConcurrentHashMap<>();
    private final Set<String> givenBack = ConcurrentHashMap.newKeySet();

    private final long retryMs;
    private final long everyTimer;

    // Guarded by this.
    private boolean tending;
    private boolean again;
    private boolean renewalDue = true;
    private boolean away;
    private boolean failed;
    private boolean closed;

    private SharedCallSlots(LimitStore store, String holder, Duration leaseTime) {
        this.store = store;
        table = new LeaseTable(holder, leaseTime);
        long renewMs = Math.max(1, leaseTime.toMillis() / 3);
        retryMs = Math.min(LONGEST_RETRY_MS, renewMs);
        everyTimer = store.vertx().setPeriodic(renewMs, due -> renew());
    }

    /**
     * Begins to renew. Does not wait for the store, and does not fail without it.
     *
     * @param holder name of this process, for people who look into the table
     * @param leaseTime how long a slot stays taken that nobody renews; the same for all gateways
     */
    public static SharedCallSlots start(LimitStore store, String holder, Duration leaseTime) {
        SharedCallSlots slots = new SharedCallSlots(store, holder, leaseTime);
        slots.tend(); // makes the tables before the first call waits for them
        return slots;
    }

    @Override
    public Future<Answer> take(Demand demand) {
        Lease lease = new Lease(UUID.randomUUID().toString());
        List<String> scopes = demand.concurrency().stream().map(Concurrency::scope).toList();
        return store.ask(connection -> table.take(connection, demand, lease))
                .onSuccess(answer -> {
                    if (answer instanceof Answer.Granted) {
                        held.put(lease.id(), new LeaseTable.Held(lease.id(), scopes));
                    }
                })
                // The answer to the commit may be what was lost: then the slot is taken.
                .onFailure(failure -> {
                    if (failure.getCause() != null) {
                        release(lease);
                    }
                });
    }

    @Override
    public void release(Lease lease) {
        held.remove(lease.id());
        if (givenBack.size() < MOST_WAITING) {
            givenBack.add(lease.id());
            tend();
        }
    }

    private void renew() {
        synchronized (this) {
            renewalDue = true;
        }
        tend();
    }

    /** Gives back what waits, and renews if that is due: now, or right after what is under way. */
    private void tend() {
        boolean renewing;
        synchronized (this) {
            again = true;
            if (tending || away || closed) {
                return;
            }
            tending = true;
            again = false;
            renewing = renewalDue;
            renewalDue = false;
        }
        List<String> leaving = List.copyOf(givenBack);
        store.tend(connection -> tended(connection, leaving, renewing))
                .onSuccess(done -> {
                    leaving.forEach(givenBack::remove);
                    tendedWell();
                })
                .onFailure(this::retryLater);
    }

    private boolean tended(Connection connection, List<String> leaving, boolean renewing)
            throws SQLException {
        table.release(connection, leaving);
        if (renewing) {
            // Looked at here, after what was given back was taken out of it.
            table.hold(connection, held.values());
            table.removeExpired(connection);
        }
        return true;
    }

    private void tendedWell() {
        boolean more;
        boolean back;
        synchronized (this) {
            tending = false;
            more = again;
            back = failed;
            failed = false;
        }
        if (back) {
            LOG.atInfo().log("limits.available");
        }
        if (more) {
            tend();
        }
    }

    private void retryLater(Throwable failure) {
        boolean first;
        synchronized (this) {
            tending = false;
            away = true;
            renewalDue = true;
            first = !failed;
            failed = true;
            if (closed) {
                return;
            }
        }
        if (first) {
            LOG.atWarn().addKeyValue("reason", failure.getMessage()).log("limits.unavailable");
        }
        store.vertx()
                .setTimer(
                        retryMs,
                        over -> {
                            synchronized (this) {
                                away = false;
                            }
                            tend();
                        });
    }

    @Override
    public Future<Void> close() {
        synchronized (this) {
            if (closed) {
                return Future.succeededFuture();
            }
            closed = true;
        }
        store.vertx().cancelTimer(everyTimer);
        Set<String> all = new HashSet<>(held.keySet());
        all.addAll(givenBack);
        return store.tend(connection -> tended(connection, List.copyOf(all), false))
                .recover(away -> Future.succeededFuture(false)) // they expire
                .mapEmpty();
    }
}
