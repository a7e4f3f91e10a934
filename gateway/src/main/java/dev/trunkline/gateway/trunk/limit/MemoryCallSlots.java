package dev.trunkline.gateway.trunk.limit;

import dev.trunkline.gateway.trunk.limit.Demand.Concurrency;
import dev.trunkline.gateway.trunk.limit.Demand.Rate;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongSupplier;

/**
 * Limits of one process. A lease is held until it is released: it goes when the process does, and
 * its calls with it.
 */
public final class MemoryCallSlots implements CallSlots {
    private final LongSupplier nanos;
    private final Map<String, Integer> callsOn = new HashMap<>();
    private final Map<String, Long> lastNanos = new HashMap<>();
    private final Map<String, List<Concurrency>> held = new HashMap<>();

    /**
     * @param nanos monotonic nanoseconds; any thread
     */
    public MemoryCallSlots(LongSupplier nanos) {
        this.nanos = nanos;
    }

    @Override
    public Future<Answer> take(Demand demand) {
        return Future.succeededFuture(taken(demand));
    }

    private synchronized Answer taken(Demand demand) {
        for (Concurrency limit : demand.concurrency()) {
            if (callsOn.getOrDefault(limit.scope(), 0) >= limit.most()) {
                return new Answer.Full(limit.scope());
            }
        }
        long now = nanos.getAsLong();
        Answer.TooFast slowest = null;
        for (Rate rate : demand.rates()) {
            Long last = lastNanos.get(rate.scope());
            long waitNanos = last == null ? 0 : rate.intervalMicros() * 1_000 - (now - last);
            if (waitNanos > 0 && (slowest == null || waitNanos > slowest.retryAfter().toNanos())) {
                slowest = new Answer.TooFast(rate.scope(), Duration.ofNanos(waitNanos));
            }
        }
        if (slowest != null) {
            return slowest;
        }
        demand.rates().forEach(rate -> lastNanos.put(rate.scope(), now));
        demand.concurrency().forEach(limit -> callsOn.merge(limit.scope(), 1, Integer::sum));
        Lease lease = new Lease(UUID.randomUUID().toString());
        held.put(lease.id(), demand.concurrency());
        return new Answer.Granted(lease);
    }

    @Override
    public synchronized void release(Lease lease) {
        List<Concurrency> limits = held.remove(lease.id());
        if (limits != null) {
            limits.forEach(limit ->
                    callsOn.computeIfPresent(
                            limit.scope(), (scope, calls) -> calls == 1 ? null : calls - 1));
        }
    }

    @Override
    public Future<Void> close() {
        return Future.succeededFuture();
    }
}
