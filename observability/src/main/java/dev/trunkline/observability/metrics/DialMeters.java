package dev.trunkline.observability.metrics;

import java.util.Locale;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** What is counted of calls out before somebody answers. Any thread. */
public final class DialMeters {
    private final MeterFamilies families;
    private volatile @Nullable IntSupplier waiting;

    DialMeters(MeterFamilies families) {
        this.families = families;
        families.gauge(
                GatewayMeter.CALLS_WAITING,
                callback -> {
                    IntSupplier calls = waiting;
                    callback.call(calls == null ? 0 : calls.getAsInt());
                });
        for (CallbackResult result : CallbackResult.values()) {
            var _ = families.counter(GatewayMeter.DIAL_CALLBACKS, result.label());
        }
    }

    /**
     * Calls can go out over this trunk: what is counted of it begins at zero.
     *
     * @param name as configured
     */
    public void trunk(String name) {
        var _ = families.counter(GatewayMeter.FAILOVERS, name);
        var _ = families.counter(GatewayMeter.DIAL_ATTEMPTS, name, "answered", "none");
    }

    /** Says where the number of waiting calls is read, at every scrape. */
    public void waiting(IntSupplier calls) {
        waiting = calls;
    }

    /** Whether a callback of a call's state was delivered. */
    public enum CallbackResult {
        DELIVERED,
        /** Not taken, however often it was tried, or too many waited. */
        LOST,
        /** Not sent: its address may not be connected to. */
        REFUSED;

        private final String label = name().toLowerCase(Locale.ROOT);

        /** As in metrics. */
        public String label() {
            return label;
        }
    }

    /** Somebody was told of a call's state, or was not. */
    public void callback(CallbackResult result) {
        families.counter(GatewayMeter.DIAL_CALLBACKS, result.label()).inc();
    }

    /**
     * People were brought to a call, or nobody came.
     *
     * @param outcome label of what has become of it
     */
    public void escalationOver(String outcome) {
        families.counter(GatewayMeter.ESCALATIONS, outcome).inc();
    }

    /**
     * One try is over.
     *
     * @param trunk as configured
     * @param outcome label of how it ended
     * @param sipStatus of the final response, 0 if there was none
     * @param failedOver whether another one follows
     */
    public void attemptOver(String trunk, String outcome, int sipStatus, boolean failedOver) {
        int sipClass = sipStatus / 100;
        families.counter(
                        GatewayMeter.DIAL_ATTEMPTS,
                        trunk,
                        outcome,
                        sipClass >= 1 && sipClass <= 6 ? sipClass + "xx" : "none")
                .inc();
        if (failedOver) {
            families.counter(GatewayMeter.FAILOVERS, trunk).inc();
        }
    }
}
