package dev.trunkline.gateway.admin;

import dev.trunkline.observability.record.CallRecords;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs what blocks on the store of records, off the event loop: a few at once, some more waiting,
 * the rest refused, and an answer or a failure in bounded time.
 */
final class RecordQueries {
    private final WorkerExecutor workers;
    private final CallRecords records;
    private final int mostPending;
    private final Duration limit;
    private final AtomicInteger pending = new AtomicInteger();

    /** How much at once, and for how long. */
    record Bounds(String name, int threads, int mostPending, Duration limit) {}

    RecordQueries(Vertx vertx, CallRecords records, Bounds bounds) {
        this.records = records;
        this.mostPending = bounds.mostPending();
        this.limit = bounds.limit();
        this.workers =
                vertx.createSharedWorkerExecutor(
                        bounds.name(),
                        bounds.threads(),
                        bounds.limit().toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    CallRecords records() {
        return records;
    }

    /**
     * Runs {@code query}, which never gives null, on a worker thread.
     *
     * @return what it gives or throws; fails with {@link BusyException} when too much waits
     *     already, with a {@link java.util.concurrent.TimeoutException} when it takes too long: the
     *     query goes on then, and keeps its place until it ends
     */
    <T> Future<T> run(Callable<T> query) {
        if (pending.incrementAndGet() > mostPending) {
            pending.decrementAndGet();
            return Future.failedFuture(new BusyException());
        }
        return workers.executeBlocking(query, false)
                .map(answer -> Objects.requireNonNull(answer))
                .onComplete(done -> pending.decrementAndGet())
                .timeout(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Too many queries wait already. */
    static final class BusyException extends Exception {
        private static final long serialVersionUID = 1L;

        BusyException() {
            super("too many requests wait for the call records: try again in a moment");
        }
    }
}
