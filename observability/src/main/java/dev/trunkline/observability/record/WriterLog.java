package dev.trunkline.observability.record;

import dev.trunkline.observability.metrics.RecordLoss;
import dev.trunkline.observability.metrics.RecordMeters;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Tells of the database's absence and of lost calls: at once, then at most once a minute. Counts at
 * once, on any thread; logs on the writer's, and when that has ended, on the one that loses a call.
 * Names calls by reference only.
 */
final class WriterLog {
    private static final Logger LOG = LoggerFactory.getLogger(RecordStore.class);
    private static final Duration AT_MOST_EVERY = Duration.ofMinutes(1);

    private final RecordDatabase database;
    private final RecordMeters meters;
    private final Map<RecordLoss, LongAdder> untold = new EnumMap<>(RecordLoss.class);
    private @Nullable Instant awayToldAt;
    private @Nullable Instant lossToldAt;
    private volatile String lastRefused = "";
    private boolean away;
    private int failedAttempts;

    WriterLog(RecordDatabase database, RecordMeters meters) {
        this.database = database;
        this.meters = meters;
        for (RecordLoss loss : RecordLoss.values()) {
            untold.put(loss, new LongAdder());
        }
    }

    /** Any thread. */
    void lost(RecordLoss loss, int calls) {
        meters.dropped(loss, calls);
        Objects.requireNonNull(untold.get(loss)).add(calls);
    }

    /** One call is lost for {@link RecordLoss#REFUSED}; the last one is named in the log. */
    void refused(String callReference, String reason) {
        lastRefused = callReference + ": " + reason;
        lost(RecordLoss.REFUSED, 1);
    }

    /** Old calls cannot be deleted; new ones can be written. */
    void deletingFailed(DatabaseFault fault) {
        LOG.atWarn()
                .setMessage("records.deleting_failed")
                .addKeyValue("store", database)
                .addKeyValue("reason", fault.reason())
                .addKeyValue("advice", fault.advice())
                .log();
    }

    /** Calls that are too old by this clock are not deleted yet. */
    void deletingInDoubt(Instant now) {
        LOG.atWarn()
                .setMessage("records.deleting_in_doubt")
                .addKeyValue("store", database)
                .addKeyValue("clock", now)
                .addKeyValue(
                        "advice",
                        "all calls are too old, or the clock leapt: if it is wrong, put it right"
                                + " within a day; if it is right, nothing is to be done")
                .log();
    }

    void failed(DatabaseFault fault, int waiting, Instant now) {
        meters.writeFailed();
        failedAttempts++;
        away = true;
        if (due(awayToldAt, now)) {
            awayToldAt = now;
            LOG.atWarn()
                    .setMessage("records.unavailable")
                    .addKeyValue("store", database)
                    .addKeyValue("reason", fault.reason())
                    .addKeyValue("advice", fault.advice())
                    .addKeyValue("failed_attempts", failedAttempts)
                    .addKeyValue("calls_waiting", waiting)
                    .log();
        }
    }

    void answered() {
        if (away) {
            LOG.atInfo()
                    .setMessage("records.available")
                    .addKeyValue("store", database)
                    .addKeyValue("failed_attempts", failedAttempts)
                    .log();
        }
        away = false;
        failedAttempts = 0;
        awayToldAt = null;
    }

    /** Tells of calls lost since it last did, if that is long enough ago. */
    void tellLosses(Instant now) {
        if (due(lossToldAt, now) && tellLosses()) {
            lossToldAt = now;
        }
    }

    /** The same, however long ago; whether there were any. */
    boolean tellLosses() {
        boolean any = false;
        for (RecordLoss loss : RecordLoss.values()) {
            long calls = Objects.requireNonNull(untold.get(loss)).sumThenReset();
            if (calls > 0) {
                any = true;
                tell(loss, calls);
            }
        }
        return any;
    }

    private void tell(RecordLoss loss, long calls) {
        LoggingEventBuilder event =
                LOG.atWarn()
                        .setMessage("records.lost")
                        .addKeyValue("store", database)
                        .addKeyValue("reason", loss.label())
                        .addKeyValue("calls", calls)
                        .addKeyValue("advice", advice(loss));
        if (loss == RecordLoss.REFUSED) {
            event = event.addKeyValue("last_refused", lastRefused);
        }
        event.log();
    }

    private static String advice(RecordLoss loss) {
        return switch (loss) {
            case QUEUE_FULL ->
                    "the database is away or too slow: see records.unavailable, or set"
                            + " records.queuedCalls higher";
            case REFUSED -> "a mistake of the gateway: report it with what was refused last";
            case DUPLICATE -> "a mistake of the gateway: two calls had one id";
            case STOPPED -> "the database was away at the end: see records.unavailable";
        };
    }

    /** Also when the clock was set back. */
    private static boolean due(@Nullable Instant last, Instant now) {
        return last == null || now.isBefore(last) || now.isAfter(last.plus(AT_MOST_EVERY));
    }
}
