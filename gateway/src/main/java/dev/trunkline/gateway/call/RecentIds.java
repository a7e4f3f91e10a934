package dev.trunkline.gateway.call;

import org.jspecify.annotations.Nullable;

/** The last few ids that were added; older ones are forgotten. */
final class RecentIds {
    private final @Nullable String[] ids;
    private int next;

    RecentIds(int capacity) {
        ids = new String[capacity];
    }

    void add(String id) {
        if (!contains(id)) {
            ids[next] = id;
            next = (next + 1) % ids.length;
        }
    }

    boolean contains(String id) {
        for (String known : ids) {
            if (id.equals(known)) {
                return true;
            }
        }
        return false;
    }
}
