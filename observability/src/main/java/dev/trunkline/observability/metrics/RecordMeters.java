package dev.trunkline.observability.metrics;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntSupplier;

/** What the store of call records counts of itself. Any thread. */
public final class RecordMeters {
    private final CounterDataPoint written;
    private final CounterDataPoint writeFailures;
    private final Map<RecordLoss, CounterDataPoint> dropped = new EnumMap<>(RecordLoss.class);

    private volatile IntSupplier queued = () -> 0;

    RecordMeters(MeterFamilies families) {
        families.gauge(GatewayMeter.RECORDS_QUEUED, callback -> callback.call(queued.getAsInt()));
        written = families.counter(GatewayMeter.RECORDS_WRITTEN);
        writeFailures = families.counter(GatewayMeter.RECORDS_WRITE_FAILURES);
        for (RecordLoss loss : RecordLoss.values()) {
            dropped.put(loss, families.counter(GatewayMeter.RECORDS_DROPPED, loss.label()));
        }
    }

    /** {@code calls} more are in the database. */
    public void written(int calls) {
        written.inc(calls);
    }

    /** {@code calls} more never will be. */
    public void dropped(RecordLoss loss, int calls) {
        Objects.requireNonNull(dropped.get(loss)).inc(calls);
    }

    /** One more attempt at the database failed. */
    public void writeFailed() {
        writeFailures.inc();
    }

    /** Says where the number of calls that wait is read, at every scrape. */
    public void queued(IntSupplier calls) {
        queued = calls;
    }
}
