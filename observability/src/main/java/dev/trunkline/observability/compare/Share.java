package dev.trunkline.observability.compare;

import org.jspecify.annotations.Nullable;

/**
 * A share with Wilson's 95 % interval (score interval, without continuity correction).
 *
 * @param share part of whole, 0 to 1; null if the whole is zero, and low and high with it
 */
public record Share(
        long part,
        long whole,
        @Nullable Double share,
        @Nullable Double low,
        @Nullable Double high) {}
