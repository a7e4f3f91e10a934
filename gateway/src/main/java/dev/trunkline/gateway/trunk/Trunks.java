package dev.trunkline.gateway.trunk;

import dev.trunkline.observability.metrics.TrunkKind;
import java.util.Map;

/** The configured trunks by name. A lookup never grows the set: names come from outside. */
public final class Trunks {

    /** Stands for every trunk that is not configured. */
    public static final String UNKNOWN = "unknown";

    private final Map<String, Trunk> byName;
    private final Trunk standard;
    private final Trunk unknown;

    /**
     * @param configured by name; {@code unknown} is added if it is not among them
     * @param defaultName the trunk of calls that name none
     * @throws IllegalArgumentException if {@code defaultName} is not configured
     */
    public Trunks(Map<String, Trunk> configured, String defaultName) {
        byName = Map.copyOf(configured);
        Trunk named = byName.get(UNKNOWN);
        unknown = named == null ? new Trunk(UNKNOWN, TrunkKind.UNKNOWN, UNKNOWN) : named;
        Trunk chosen = defaultName.equals(UNKNOWN) ? unknown : byName.get(defaultName);
        if (chosen == null) {
            throw new IllegalArgumentException(
                    "default trunk '"
                            + defaultName
                            + "': expected one of "
                            + byName.keySet().stream().sorted().toList());
        }
        standard = chosen;
    }

    /** The trunk of calls that name none. */
    public Trunk standard() {
        return standard;
    }

    /** The trunk of calls that name one that is not configured. */
    public Trunk unknown() {
        return unknown;
    }

    /** The trunk of this name, or {@link #unknown()}. */
    public Trunk named(String name) {
        return byName.getOrDefault(name, unknown);
    }
}
