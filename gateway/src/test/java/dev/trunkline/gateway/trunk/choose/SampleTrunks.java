package dev.trunkline.gateway.trunk.choose;

import dev.trunkline.gateway.trunk.Trunk;
import dev.trunkline.observability.metrics.TrunkKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Trunks that calls can go out over. */
final class SampleTrunks {
    private SampleTrunks() {}

    static Trunk of(String name, int weight) {
        return of(name, weight, true);
    }

    static Trunk of(String name, int weight, boolean enabled) {
        return new Trunk(
                name,
                TrunkKind.NATIVE,
                "Twilio",
                null,
                null,
                List.of("+15550100100"),
                null,
                weight,
                null,
                1.0,
                enabled);
    }

    /** {@code t0}, {@code t1} and so on, by name. */
    static Map<String, Trunk> weighing(List<Integer> weights) {
        Map<String, Trunk> trunks = new LinkedHashMap<>();
        for (int i = 0; i < weights.size(); i++) {
            trunks.put("t" + i, of("t" + i, weights.get(i)));
        }
        return trunks;
    }
}
