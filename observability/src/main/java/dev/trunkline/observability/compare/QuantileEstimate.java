package dev.trunkline.observability.compare;

import org.jspecify.annotations.Nullable;

/**
 * A quantile of one arm over all its figures.
 *
 * @param quantile such as 0.9
 * @param interval null where there are too few figures beyond the quantile to tell
 */
public record QuantileEstimate(double quantile, long us, @Nullable Interval interval) {}
