package dev.trunkline.observability.compare;

import org.jspecify.annotations.Nullable;

/**
 * The difference of two shares, a minus b, with Newcombe's 95 % interval (his method 10: from the
 * two score intervals).
 *
 * @param difference -1 to 1; null if one of the wholes is zero, and low and high with it
 */
public record ShareDifference(
        @Nullable Double difference, @Nullable Double low, @Nullable Double high) {}
