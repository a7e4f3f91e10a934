package dev.trunkline.observability.trace;

import dev.trunkline.observability.metrics.TraceMeters;
import dev.trunkline.observability.metrics.TraceResult;
import dev.trunkline.observability.record.CallRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that makes spans and sends them. A collector that is away or slow costs what was
 * to be sent, which is counted, and nothing else: nobody waits for it. Calls wait whole, so that no
 * trace is sent by half.
 */
final class TraceSender implements Runnable {
    /** A call has some kilobytes; busy gateways end a few in a second. */
    static final int MOST_WAITING = 1_000;

    private static final int BATCH_PARTS = 50;

    /** For what is sent already and what waits: it is the last thing a gateway does. */
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

    private static final Duration LOOK_INTERVAL = Duration.ofMillis(100);
    private static final Duration LOG_INTERVAL = Duration.ofMinutes(1);
    private static final Logger LOG = LoggerFactory.getLogger(TraceSender.class);

    private final BlockingQueue<Part> queue = new ArrayBlockingQueue<>(MOST_WAITING);
    private final SpanExport export;
    private final TraceMeters meters;
    private final Thread thread = new Thread(this, "trunkline-traces");
    private boolean away;
    private long loggedNanos;
    private volatile boolean closing;

    /** What is sent of a call at one time. */
    private sealed interface Part {
        record Ended(CallRecord call) implements Part {}

        record Used(ToolUse use, Instant overAt) implements Part {}
    }

    TraceSender(SpanExport export, TraceMeters meters) {
        this.export = export;
        this.meters = meters;
        thread.setDaemon(true); // a collector that hangs must not keep the process
    }

    void start() {
        thread.start();
    }

    /** Any thread; never waits. */
    void offer(CallRecord call) {
        offer(new Part.Ended(call));
    }

    /** Any thread; never waits. */
    void offer(ToolUse use, Instant overAt) {
        offer(new Part.Used(use, overAt));
    }

    private void offer(Part part) {
        if (closing || !queue.offer(part)) {
            meters.count(TraceResult.DROPPED, 1);
        }
    }

    /** Sends what waits, for a moment; what is left then is dropped. */
    void close() {
        closing = true;
        try {
            boolean _ = thread.join(CLOSE_LIMIT);
        } catch (InterruptedException waitNoLonger) {
            Thread.currentThread().interrupt();
        }
        meters.count(TraceResult.DROPPED, queue.drainTo(new ArrayList<>()));
    }

    @Override
    public void run() {
        List<Part> batch = new ArrayList<>();
        try {
            while (!closing || !queue.isEmpty()) {
                Part next = queue.poll(LOOK_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
                if (next != null) {
                    batch.add(next);
                    queue.drainTo(batch, BATCH_PARTS - 1);
                    send(batch);
                    batch.clear();
                }
            }
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        } finally {
            export.close();
        }
    }

    private void send(List<Part> batch) {
        String failure;
        try {
            batch.forEach(this::make);
            failure = export.send();
        } catch (RuntimeException odd) { // of one call, which must not end all tracing
            failure = odd.getClass().getSimpleName();
        }
        meters.count(failure == null ? TraceResult.SENT : TraceResult.FAILED, batch.size());
        if (failure != null) {
            tellOf(failure);
        } else if (away) {
            away = false;
            LOG.atInfo().setMessage("traces.sent_again").log();
        }
    }

    private void make(Part part) {
        switch (part) {
            case Part.Ended(var call) -> export.spans().make(call);
            case Part.Used(var use, var overAt) -> export.spans().make(use, overAt);
        }
    }

    private void tellOf(String failure) {
        long nowNanos = System.nanoTime();
        if (!away || nowNanos - loggedNanos >= LOG_INTERVAL.toNanos()) {
            away = true;
            loggedNanos = nowNanos;
            LOG.atWarn().setMessage("traces.not_sent").addKeyValue("cause", failure).log();
        }
    }
}
