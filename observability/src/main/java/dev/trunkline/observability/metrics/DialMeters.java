package dev.trunkline.observability.metrics;

import dev.trunkline.observability.record.AttemptRecord;
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
    }

    /** Says where the number of waiting calls is read, at every scrape. */
    public void waiting(IntSupplier calls) {
        waiting = calls;
    }

    /**
     * One try is over.
     *
     * @param failedOver whether another one follows
     */
    public void attemptOver(AttemptRecord attempt, boolean failedOver) {
        int sipClass = attempt.sipStatus() / 100;
        families.counter(
                        GatewayMeter.DIAL_ATTEMPTS,
                        attempt.trunk(),
                        attempt.outcome().label(),
                        sipClass >= 1 && sipClass <= 6 ? sipClass + "xx" : "none")
                .inc();
        if (failedOver) {
            families.counter(GatewayMeter.FAILOVERS, attempt.trunk()).inc();
        }
    }
}
