package dev.trunkline.loadtest.demo;

import dev.trunkline.loadtest.phone.NetworkPath;

/**
 * The two trunks of {@code demo.yaml}, with a network each. The delays are chosen for the show, not
 * measured anywhere: they make two arms that must come out different.
 */
enum DemoTrunk {
    BYOC("byoc", 45, 30),
    NATIVE("native", 15, 5);

    /** As in {@code ?trunk=} and in the label of the metrics. */
    final String label;

    private final long delayMs;
    private final long jitterMs;

    DemoTrunk(String label, long delayMs, long jitterMs) {
        this.label = label;
        this.delayMs = delayMs;
        this.jitterMs = jitterMs;
    }

    /** One direction of one call. */
    NetworkPath path(long seed) {
        return new NetworkPath(delayMs, jitterMs, seed);
    }

    /** The longest that something takes from the phone to the gateway and back. */
    long roundTripMs() {
        return 2 * (delayMs + jitterMs);
    }

    String describe() {
        return label + " (" + delayMs + " ms and up to " + jitterMs + " ms jitter, each way)";
    }
}
