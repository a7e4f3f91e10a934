package dev.trunkline.observability.metrics;

/**
 * What a call's series are labelled with. Never an id and never a number: {@code trunk} and {@code
 * agent} are names from the configuration, or {@code unknown}.
 *
 * @param trunk name of the trunk; beyond the cap of distinct names the series say {@code other}
 * @param agent name of the agent, likewise
 */
public record CallLabels(TrunkKind trunkKind, String trunk, LegKind leg, String agent) {
    static final String OTHER = "other";

    /** Of a call that was turned away before anything was known of it. */
    public static CallLabels unknown(LegKind leg) {
        return new CallLabels(TrunkKind.UNKNOWN, "unknown", leg, "unknown");
    }
}
