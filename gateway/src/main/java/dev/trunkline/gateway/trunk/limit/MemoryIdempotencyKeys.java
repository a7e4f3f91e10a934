package dev.trunkline.gateway.trunk.limit;

import io.vertx.core.Future;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.function.LongSupplier;

/** Keys of one process, so many of them: the oldest go first. */
public final class MemoryIdempotencyKeys implements IdempotencyKeys {
    /** More than one a second for a day. */
    public static final int MOST_KEYS = 100_000;

    private final LongSupplier nanos;
    private final int mostKeys;

    /** In the order of coming, which is the order of going. */
    private final LinkedHashMap<String, Taken> byKey = new LinkedHashMap<>();

    private record Taken(String fingerprint, String callId, long atNanos) {}

    /**
     * @param nanos monotonic nanoseconds; any thread
     */
    public MemoryIdempotencyKeys(LongSupplier nanos) {
        this(nanos, MOST_KEYS);
    }

    MemoryIdempotencyKeys(LongSupplier nanos, int mostKeys) {
        this.nanos = nanos;
        this.mostKeys = mostKeys;
    }

    @Override
    public Future<Claim> claim(String key, String fingerprint, String callId) {
        IdempotencyKeys.check(key);
        return Future.succeededFuture(claimed(key, fingerprint, callId));
    }

    private synchronized Claim claimed(String key, String fingerprint, String callId) {
        long now = nanos.getAsLong();
        dropForgotten(now);
        Taken taken = byKey.get(key);
        if (taken != null) {
            return taken.fingerprint().equals(fingerprint)
                    ? new Claim.Known(taken.callId())
                    : new Claim.Different();
        }
        if (byKey.size() >= mostKeys) {
            byKey.pollFirstEntry();
        }
        byKey.put(key, new Taken(fingerprint, callId, now));
        return new Claim.New();
    }

    private void dropForgotten(long now) {
        Iterator<Taken> oldest = byKey.values().iterator();
        while (oldest.hasNext() && now - oldest.next().atNanos() >= REMEMBERED.toNanos()) {
            oldest.remove();
        }
    }

    @Override
    public Future<Void> forget(String key, String callId) {
        synchronized (this) {
            Taken taken = byKey.get(key);
            if (taken != null && taken.callId().equals(callId)) {
                byKey.remove(key);
            }
        }
        return Future.succeededFuture();
    }
}
