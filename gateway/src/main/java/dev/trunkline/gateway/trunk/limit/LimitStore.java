package dev.trunkline.gateway.trunk.limit;

import dev.trunkline.observability.record.RecordDatabase;
import dev.trunkline.observability.record.SharedDatabase;
import dev.trunkline.observability.record.SharedDatabase.AwayException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL as limits and keys ask it: on workers, a few at once, some more waiting, the rest
 * refused. After a failure all that waits fails at once, for half a second: a store that is away
 * must not be waited for by one after the other.
 */
public final class LimitStore {
    private static final int ASKING = 3;
    private static final int MOST_PENDING = 2_000;
    private static final long PAUSE_MS = 500;
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final SharedDatabase database;
    private final WorkerExecutor askers;
    private final WorkerExecutor tender;
    private final AtomicInteger pending = new AtomicInteger();
    private volatile @Nullable String away;

    private LimitStore(Vertx vertx, SharedDatabase database) {
        this.vertx = vertx;
        this.database = database;
        askers = workers("trunkline-limits", ASKING);
        tender = workers("trunkline-leases", 1);
    }

    private WorkerExecutor workers(String name, int threads) {
        return vertx.createSharedWorkerExecutor(
                name, threads, 4 * ANSWER_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Does not wait for it, and does not fail without it. */
    public static LimitStore open(Vertx vertx, RecordDatabase.PostgreSql database) {
        // One connection more than ask: leases are renewed whatever else waits.
        return new LimitStore(vertx, new SharedDatabase(database, ASKING + 1, ANSWER_LIMIT));
    }

    Vertx vertx() {
        return vertx;
    }

    /**
     * Asks for a call that waits.
     *
     * @return fails with {@link LimitsUnavailableException} without waiting long
     */
    <T> Future<T> ask(SharedDatabase.Work<T> work) {
        if (pending.incrementAndGet() > MOST_PENDING) {
            pending.decrementAndGet();
            return Future.failedFuture(
                    unavailable("too many calls ask at once; ask again later", null));
        }
        return askers.executeBlocking(() -> answered(work), false)
                .map(answer -> Objects.requireNonNull(answer))
                .onComplete(done -> pending.decrementAndGet());
    }

    private <T> T answered(SharedDatabase.Work<T> work) {
        String reason = away;
        if (reason != null) {
            throw unavailable(reason, null);
        }
        try {
            return database.transact(work);
        } catch (AwayException failure) {
            String why = String.valueOf(failure.getMessage());
            away = why;
            vertx.setTimer(PAUSE_MS, over -> away = null);
            throw unavailable(why, failure);
        }
    }

    /** Does what is nobody's call's, one after the other: nothing else keeps it waiting. */
    <T> Future<T> tend(SharedDatabase.Work<T> work) {
        return tender.executeBlocking(
                        () -> {
                            try {
                                return database.transact(work);
                            } catch (AwayException failure) {
                                throw unavailable(String.valueOf(failure.getMessage()), failure);
                            }
                        },
                        true)
                .map(answer -> Objects.requireNonNull(answer));
    }

    private static LimitsUnavailableException unavailable(String why, @Nullable Throwable cause) {
        return new LimitsUnavailableException("limits on calls cannot be asked: " + why, cause);
    }

    /** Lets go of all connections; what is asked later fails. */
    public Future<Void> close() {
        return vertx.executeBlocking(
                        () -> {
                            database.close();
                            return true;
                        },
                        false)
                .compose(closed -> Future.join(askers.close(), tender.close()).mapEmpty());
    }
}
