package dev.trunkline.gateway.twilio.voice;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Remembers which callbacks were seen, so that a repeated or replayed one has no second effect.
 * Bounded: the oldest is forgotten first. Shared by all event loops; the lock is held for one map
 * operation, a few times in a call.
 */
final class RecentCallbacks {

    private final Map<String, Boolean> seen;

    RecentCallbacks(int capacity) {
        seen =
                new LinkedHashMap<>() {
                    @Override
                    protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                        return size() > capacity;
                    }
                };
    }

    /** Whether this one is new; it is not from now on. */
    synchronized boolean firstTime(String callback) {
        return seen.putIfAbsent(callback, Boolean.TRUE) == null;
    }
}
