package dev.trunkline.observability.metrics;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/** What is known of the PBXs that calls come from, and of the ports they send to. Any thread. */
public final class PbxMeters {
    private final MeterFamilies families;
    private final List<Connection> connections = new CopyOnWriteArrayList<>();
    private final CounterDataPoint portsUsedUp;
    private volatile IntSupplier portsUsed = () -> 0;
    private volatile IntSupplier ports = () -> 0;

    private record Connection(String pbx, BooleanSupplier open) {}

    PbxMeters(MeterFamilies families) {
        this.families = families;
        portsUsedUp = families.counter(GatewayMeter.RTP_PORTS_USED_UP);
        families.gauge(
                GatewayMeter.PBX_CONNECTED,
                callback -> {
                    for (Connection connection : connections) {
                        callback.call(connection.open().getAsBoolean() ? 1 : 0, connection.pbx());
                    }
                });
        families.gauge(
                GatewayMeter.RTP_PORTS_USED, callback -> callback.call(portsUsed.getAsInt()));
        families.gauge(GatewayMeter.RTP_PORTS, callback -> callback.call(ports.getAsInt()));
    }

    /**
     * The meters of one Asterisk; once for each.
     *
     * @param pbx as configured: names from outside would be series without end
     * @param connected whether its event socket is open, read at every scrape
     */
    public Link link(String pbx, BooleanSupplier connected) {
        connections.add(new Connection(pbx, connected));
        return new Link(families, pbx);
    }

    /** Says where the numbers of pairs of ports are read, at every scrape. */
    public void readPorts(IntSupplier used, IntSupplier all) {
        portsUsed = used;
        ports = all;
    }

    /** No pair of ports was left for a call. */
    public void portsUsedUp() {
        portsUsedUp.inc();
    }

    /** What is counted of one Asterisk. */
    public static final class Link {
        private final Map<PbxRequestOutcome, CounterDataPoint> requests =
                new EnumMap<>(PbxRequestOutcome.class);
        private final CounterDataPoint reconnects;
        private final CounterDataPoint malformed;

        private Link(MeterFamilies families, String pbx) {
            for (PbxRequestOutcome outcome : PbxRequestOutcome.values()) {
                requests.put(
                        outcome, families.counter(GatewayMeter.PBX_REQUESTS, pbx, outcome.label()));
            }
            reconnects = families.counter(GatewayMeter.PBX_RECONNECTS, pbx);
            malformed = families.counter(GatewayMeter.PBX_MALFORMED_EVENTS, pbx);
        }

        /** One more request is over. */
        public void requested(PbxRequestOutcome outcome) {
            Objects.requireNonNull(requests.get(outcome)).inc();
        }

        /** The event socket was opened again. */
        public void reconnected() {
            reconnects.inc();
        }

        /** An event could not be read. */
        public void malformedEvent() {
            malformed.inc();
        }
    }
}
