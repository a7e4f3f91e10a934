package dev.trunkline.observability.metrics;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** How many media sockets are open. Any thread. */
final class OpenSockets {
    private final Map<SocketSide, LongAdder> open = new EnumMap<>(SocketSide.class);

    OpenSockets() {
        for (SocketSide side : SocketSide.values()) {
            open.put(side, new LongAdder());
        }
    }

    void add(SocketSide side, long n) {
        Objects.requireNonNull(open.get(side)).add(n);
    }

    int open(SocketSide side) {
        return Objects.requireNonNull(open.get(side)).intValue();
    }
}
