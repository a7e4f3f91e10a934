package dev.trunkline.loadtest.demo;

import java.util.Arrays;
import java.util.Collection;
import java.util.OptionalDouble;

/** Order statistics of a few figures: nearest rank, so that each is one that occurred. */
final class Quantile {
    private Quantile() {}

    static OptionalDouble of(Collection<Double> values, double quantile) {
        if (values.isEmpty()) {
            return OptionalDouble.empty();
        }
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        int rank = (int) Math.ceil(quantile * sorted.length);
        return OptionalDouble.of(sorted[Math.clamp(rank - 1, 0, sorted.length - 1)]);
    }
}
