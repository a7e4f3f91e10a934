package dev.trunkline.observability.metrics;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** What the gateway's ports count of sockets and certificates. Any thread. */
public final class EdgeMeters {
    private final Map<SocketRefusal, CounterDataPoint> refused = new EnumMap<>(SocketRefusal.class);
    private final Map<CertificateReload, CounterDataPoint> reloads =
            new EnumMap<>(CertificateReload.class);

    private volatile IntSupplier sockets = () -> 0;
    private volatile @Nullable Instant expiry;

    EdgeMeters(MeterFamilies families) {
        for (SocketRefusal reason : SocketRefusal.values()) {
            refused.put(reason, families.counter(GatewayMeter.SOCKETS_REFUSED, reason.label()));
        }
        for (CertificateReload result : CertificateReload.values()) {
            reloads.put(result, families.counter(GatewayMeter.CERTIFICATE_RELOADS, result.label()));
        }
        families.gauge(GatewayMeter.PUBLIC_SOCKETS, callback -> callback.call(sockets.getAsInt()));
        families.gauge(
                GatewayMeter.CERTIFICATE_EXPIRY_TIMESTAMP_SECONDS,
                callback -> {
                    Instant until = expiry;
                    if (until != null) { // without TLS there is no series, and no alert
                        callback.call((double) until.getEpochSecond());
                    }
                });
    }

    /** A socket was closed for this. */
    public void refused(SocketRefusal reason) {
        Objects.requireNonNull(refused.get(reason)).inc();
    }

    /** A certificate was found changed, and this came of it. */
    public void reloaded(CertificateReload result) {
        Objects.requireNonNull(reloads.get(result)).inc();
    }

    /** The certificate in force is good until then. */
    public void certificateUntil(Instant until) {
        expiry = until;
    }

    /** Says where the number of open sockets is read, at every scrape. */
    public void sockets(IntSupplier open) {
        sockets = open;
    }
}
