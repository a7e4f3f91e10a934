package dev.trunkline.observability.compare.statistics;

/** From low to high, both included. */
public record DoubleInterval(double low, double high) {
    /** Whether {@code value} lies in it. */
    public boolean holds(double value) {
        return low <= value && value <= high;
    }
}
