package dev.trunkline.observability.compare;

import org.jspecify.annotations.Nullable;

/**
 * Wilcoxon's and Mann and Whitney's rank test on one figure a call, the median of its own, so that
 * every call counts once; with the shift of Hodges and Lehmann.
 *
 * @param shiftUs median of all differences between a call of a and a call of b
 * @param interval of the shift, from the same test: null where no 95 % interval exists
 * @param pValue two-sided; how often chance alone would give ranks at least this unequal
 * @param pAdjusted for the other latencies, which were all tested too: Holm's correction; of the
 *     primary latency, which was declared beforehand, the p-value itself
 * @param exact whether from the exact distribution; otherwise the normal approximation with
 *     correction for ties and continuity
 * @param detectableUs the smallest shift that so much data shows with 80 % power at the 5 % level;
 *     null without an interval
 */
public record RankTest(
        long shiftUs,
        @Nullable Interval interval,
        double pValue,
        double pAdjusted,
        boolean exact,
        @Nullable Long detectableUs) {}
