package dev.trunkline.observability.compare;

import org.jspecify.annotations.Nullable;

/**
 * The difference of one quantile between the arms, a minus b.
 *
 * @param quantile 0.5, 0.9 or 0.99
 * @param us null if an arm has no figure at all
 * @param interval null where there is too little beyond the quantile for an honest one
 * @param detectableUs the smallest difference that so much data shows with 80 % power at the 5 %
 *     level; null without an interval
 * @param lacking why there is no interval, and what it would take; empty if there is one
 */
public record QuantileDifference(
        double quantile,
        @Nullable Long us,
        @Nullable Interval interval,
        @Nullable Long detectableUs,
        String lacking) {}
