package dev.trunkline.observability.compare;

/**
 * What the turns of an arm consist of on average: the mean of each part over the complete turns,
 * those of which every part is known. The parts sum to the mean of {@code turn_heard} over the same
 * turns, up to rounding.
 *
 * @param turns complete turns
 */
public record Ledger(
        long turns,
        double endpointingMs,
        double modelMs,
        double deliveryMs,
        double playoutMs,
        double leadSilenceMs,
        double heardMs) {}
