package dev.trunkline.gateway;

import dev.trunkline.gateway.config.GatewayConfig;
import dev.trunkline.observability.metrics.GatewayMeters;
import dev.trunkline.observability.record.CallRecord;
import dev.trunkline.observability.record.CallRecords;
import dev.trunkline.observability.record.NoRecords;
import dev.trunkline.observability.record.RecordStore;
import dev.trunkline.observability.trace.CallTraces;
import dev.trunkline.observability.trace.Tracing;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where the records of calls go: into the store, and to a collector of traces; without one nothing
 * of OpenTelemetry is loaded.
 */
final class RecordsWiring {
    /** How long records may take to be written once no call is left. */
    static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

    private final @Nullable RecordStore store;
    private final CallRecords records;
    private final @Nullable Tracing tracing;

    /**
     * The gateway's own, started.
     *
     * @param elsewhere a store of the caller's, whatever the configuration says; null for none
     */
    RecordsWiring(GatewayConfig config, GatewayMeters meters, @Nullable CallRecords elsewhere) {
        store =
                elsewhere == null && config.records().keep()
                        ? RecordStore.start(config.records().settings(), meters.records())
                        : null;
        records =
                elsewhere != null
                        ? elsewhere
                        : store == null
                                ? new NoRecords("Records are off: set records.keep to true.")
                                : store;
        tracing =
                config.tracing()
                        .settings(config.records())
                        .map(settings -> Tracing.start(settings, meters.traces()))
                        .orElse(null);
    }

    /** To be asked; what is added goes by {@link #keep}. */
    CallRecords records() {
        return records;
    }

    /** For those who carry calls. */
    CallTraces traces() {
        return tracing == null ? CallTraces.NONE : tracing;
    }

    /** A call is over. Any event loop. */
    void keep(CallRecord call) {
        records.add(call);
        if (tracing != null) {
            tracing.add(call);
        }
    }

    /** After the last call: what waits is written and sent, if somebody takes it. Blocks. */
    void close() {
        if (store != null) {
            store.close(CLOSE_LIMIT);
        }
        if (tracing != null) {
            tracing.close();
        }
    }
}
