package dev.trunkline.observability.metrics;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** What is known of the trunks that calls can go out over. Any thread. */
public final class TrunkMeters {
    private final List<Watched> watched = new CopyOnWriteArrayList<>();

    TrunkMeters(MeterFamilies families) {
        families.gauge(
                GatewayMeter.TRUNK_STATE,
                callback -> {
                    for (Watched trunk : watched) {
                        TrunkState now = trunk.state().get();
                        for (TrunkState state : TrunkState.values()) {
                            callback.call(
                                    state == now ? 1 : 0,
                                    trunk.name(),
                                    trunk.kind().label(),
                                    state.label());
                        }
                    }
                });
    }

    private record Watched(String name, TrunkKind kind, Supplier<TrunkState> state) {}

    /**
     * Says where the state of a trunk is read, at every scrape; once for each.
     *
     * @param name as configured: names from outside would be series without end
     */
    public void watch(String name, TrunkKind kind, Supplier<TrunkState> state) {
        watched.add(new Watched(name, kind, state));
    }
}
