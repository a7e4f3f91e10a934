package dev.trunkline.observability.record;

import dev.trunkline.observability.metrics.RecordLoss;
import dev.trunkline.observability.metrics.RecordMeters;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that writes: takes calls from the queue, a batch at a time, and keeps a batch
 * until the database has it. A call that the database refuses, or has already, is found by writing
 * the batch one by one.
 */
final class RecordWriter implements Runnable {
    static final int BATCH_CALLS = 200;

    /** So often a call may fail where another succeeds; then it is taken to be the call's fault. */
    private static final int STRIKES = 3;

    /** So many calls failing in a row, and none succeeding, and it is the database's. */
    private static final int ENOUGH_FAILURES = 3;

    private static final Duration LONGEST_IDLE = Duration.ofMinutes(1);
    private static final Duration HURRIED_PAUSE = Duration.ofMillis(100);

    private final BlockingQueue<CallRecord> queue;

    /** Calls added that are neither written nor lost. */
    private final AtomicInteger waiting = new AtomicInteger();

    private final Connector connector;
    private final WriterClock clock;
    private final RecordMeters meters;
    private final WriterLog log;
    private final CallInsert insert;
    private final Retention retention;
    private final Backoff backoff = new Backoff();
    private final Map<String, WaitingCall> batch = new LinkedHashMap<>();
    private final Thread thread = new Thread(this, "trunkline-records");
    private @Nullable Connection connection;
    private volatile boolean closing;
    private volatile boolean abandoned;

    RecordWriter(
            RecordSettings settings, Connector connector, WriterClock clock, RecordMeters meters) {
        queue = new ArrayBlockingQueue<>(settings.queuedCalls());
        this.connector = connector;
        this.clock = clock;
        this.meters = meters;
        log = new WriterLog(settings.database(), meters);
        insert = new CallInsert(connector.answerSeconds());
        retention = new Retention(settings.retentionDays(), connector.answerSeconds(), clock);
        thread.setDaemon(true); // a database that hangs must not keep the process
    }

    void start() {
        thread.start();
    }

    /** Any thread; never waits. */
    void offer(CallRecord call) {
        if (closing) {
            log.lost(RecordLoss.STOPPED, 1);
            if (abandoned) { // the thread that would tell has ended
                boolean _ = log.tellLosses();
            }
            return;
        }
        waiting.incrementAndGet();
        if (queue.offer(call)) {
            LockSupport.unpark(thread);
            if (abandoned && queue.remove(call)) { // after close has counted what is left
                lost(RecordLoss.STOPPED, 1);
            }
        } else {
            lost(RecordLoss.QUEUE_FULL, 1);
        }
    }

    private void lost(RecordLoss loss, int calls) {
        waiting.addAndGet(-calls);
        log.lost(loss, calls);
    }

    /** Calls that are not in the database yet. */
    int waiting() {
        return waiting.get();
    }

    /** Lets the thread write what waits, and gives up after {@code limit}. */
    void close(Duration limit) {
        closing = true;
        LockSupport.unpark(thread);
        boolean interrupted = false;
        try {
            boolean _ = thread.join(limit);
        } catch (InterruptedException waitNoLonger) {
            interrupted = true;
        }
        abandon();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void abandon() {
        if (!abandoned) {
            abandoned = true;
            int left = batch.size() + queue.drainTo(new ArrayList<>());
            if (left > 0) {
                lost(RecordLoss.STOPPED, left);
            }
            boolean _ = log.tellLosses();
        }
    }

    @Override
    public void run() {
        while (!abandoned && !(closing && queue.isEmpty() && batch.isEmpty())) {
            try {
                step();
            } catch (SQLException | IOException | RuntimeException | LinkageError failure) {
                failed(failure);
            }
        }
        disconnect();
    }

    private void step() throws SQLException, IOException {
        Connection open = connection;
        if (open == null) {
            open = connector.openForWriting();
            connection = open;
        }
        fill();
        if (!batch.isEmpty()) {
            write(open);
        }
        backoff.reset();
        log.answered();
        boolean deleting = retention.due() && !closing;
        if (deleting) {
            deleteSome(open);
        }
        log.tellLosses(clock.now());
        if (!deleting && queue.isEmpty() && !closing) {
            clock.awaitWork(LONGEST_IDLE);
        }
    }

    /** Under the lock, so that every call is either in the queue or counted in hand. */
    private synchronized void fill() {
        while (batch.size() < BATCH_CALLS && !abandoned) {
            CallRecord call = queue.poll();
            if (call == null) {
                break;
            }
            try {
                WaitingCall next = new WaitingCall(call);
                if (batch.putIfAbsent(next.callId(), next) != null) {
                    lost(RecordLoss.DUPLICATE, 1);
                }
            } catch (RuntimeException malformed) {
                waiting.decrementAndGet();
                log.refused(call.callId(), "malformed, " + malformed.getClass().getSimpleName());
            }
        }
    }

    private void write(Connection open) throws SQLException {
        List<WaitingCall> calls = List.copyOf(batch.values());
        try {
            // Asking for many at once is slow where PostgreSQL keeps a plan from when it had few.
            insert(open, calls, calls.stream().anyMatch(WaitingCall::attempted));
        } catch (SQLException | RuntimeException failure) {
            DatabaseFault.Kind kind = DatabaseFault.of(failure).kind();
            if (kind != DatabaseFault.Kind.OF_THE_CALL) {
                // The failure may have been of the commit's answer.
                calls.forEach(WaitingCall::markAttempted);
            }
            if (kind == DatabaseFault.Kind.OF_THE_DATABASE) {
                throw failure;
            }
            open.rollback();
            writeOneByOne(open, calls);
        }
    }

    /** Writes those that can be written, and tells by them whose fault the others' failure is. */
    private void writeOneByOne(Connection open, List<WaitingCall> calls) throws SQLException {
        List<WaitingCall> unclear = new ArrayList<>();
        Exception last = null;
        boolean anyWritten = false;
        for (WaitingCall call : calls) {
            try {
                insert(open, List.of(call), true);
                anyWritten = true;
            } catch (SQLException | RuntimeException failure) {
                DatabaseFault fault = DatabaseFault.of(failure);
                switch (fault.kind()) {
                    case OF_THE_DATABASE -> throw failure;
                    case OF_THE_CALL -> refuse(call, fault);
                    case UNCLEAR -> {
                        unclear.add(call);
                        last = failure;
                    }
                }
                open.rollback();
            }
            if (!anyWritten && unclear.size() >= ENOUGH_FAILURES) {
                break;
            }
        }
        if (last == null) {
            return;
        }
        for (WaitingCall call : unclear) {
            if (anyWritten && call.strike() >= STRIKES) {
                refuse(call, DatabaseFault.of(last));
            }
        }
        throw new SQLException("of " + calls.size() + " calls " + unclear.size() + " failed", last);
    }

    private void insert(Connection open, List<WaitingCall> calls, boolean maybeThere)
            throws SQLException {
        settled(calls, insert.write(open, calls, maybeThere));
    }

    /**
     * Counts, unless {@link #abandon} has counted these as lost.
     *
     * @param there those that were there before
     */
    private synchronized void settled(List<WaitingCall> calls, Set<String> there) {
        if (abandoned) {
            return;
        }
        int duplicates = 0;
        for (WaitingCall call : calls) {
            // By an earlier attempt whose commit was not answered, or before all attempts?
            if (there.contains(call.callId()) && !call.attempted()) {
                duplicates++;
            }
            batch.remove(call.callId());
        }
        int written = calls.size() - duplicates;
        meters.written(written);
        waiting.addAndGet(-written);
        if (duplicates > 0) {
            lost(RecordLoss.DUPLICATE, duplicates);
        }
    }

    private synchronized void refuse(WaitingCall call, DatabaseFault fault) {
        batch.remove(call.callId());
        if (!abandoned) {
            waiting.decrementAndGet();
            log.refused(call.callId(), fault.reason());
        }
    }

    private void deleteSome(Connection open) throws SQLException {
        try {
            if (!retention.deleteSome(open)) {
                log.deletingInDoubt(clock.now());
            }
        } catch (SQLException failure) {
            DatabaseFault fault = DatabaseFault.of(failure);
            if (fault.kind() == DatabaseFault.Kind.OF_THE_DATABASE) {
                throw failure;
            }
            open.rollback();
            retention.postpone();
            log.deletingFailed(fault);
        }
    }

    private void failed(Throwable failure) {
        DatabaseFault fault = DatabaseFault.of(failure);
        if (fault.tablesGone()) {
            connector.migrateAgain();
        }
        log.failed(fault, waiting(), clock.now());
        log.tellLosses(clock.now());
        disconnect(); // whatever state it is in, a new one is in none
        if (closing) {
            clock.backOff(HURRIED_PAUSE, () -> abandoned);
        } else {
            clock.backOff(backoff.next(), () -> closing);
        }
    }

    private void disconnect() {
        Connection open = connection;
        connection = null;
        if (open != null) {
            try {
                open.close();
            } catch (SQLException | RuntimeException _) { // it was given up anyway
            }
        }
    }
}
