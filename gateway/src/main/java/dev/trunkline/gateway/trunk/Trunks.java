package dev.trunkline.gateway.trunk;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The configured trunks by name. A lookup never grows the set: names come from outside. */
public final class Trunks {

    private final Map<String, Trunk> byName;

    /**
     * @throws IllegalArgumentException if two trunks have one name, or one is called {@code
     *     unknown}
     */
    public Trunks(Collection<Trunk> configured) {
        var trunks = new HashMap<String, Trunk>();
        for (Trunk trunk : configured) {
            if (trunk.name().equals(Trunk.UNKNOWN.name())) {
                throw new IllegalArgumentException(
                        "trunk 'unknown': the name stands for trunks that are not configured; choose another");
            }
            if (trunks.putIfAbsent(trunk.name(), trunk) != null) {
                throw new IllegalArgumentException(
                        "trunk '" + trunk.name() + "' is configured twice: names must differ");
            }
        }
        byName = Map.copyOf(trunks);
    }

    /** The trunk of this name; empty if it is not configured. */
    public Optional<Trunk> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** All of them, in no order. */
    public Collection<Trunk> all() {
        return byName.values();
    }
}
