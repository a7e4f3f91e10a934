package dev.trunkline.observability.compare;

/**
 * How it was computed, so that it can be computed again.
 *
 * @param definitions version of the latencies' definitions
 * @param confidence of all intervals, 0.95
 * @param resamples bootstrap replicates; 0 if none was needed
 * @param seed of the resampling: the same calls and seed give the same report
 * @param relevantUs a difference of the median below this is called the same for callers,
 *     significant or not
 * @param relevantShare likewise for shares of calls
 * @param description in words
 */
public record Method(
        int definitions,
        double confidence,
        int resamples,
        long seed,
        long relevantUs,
        double relevantShare,
        String description) {}
