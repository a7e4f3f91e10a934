package dev.trunkline.loadtest.start;

import java.util.Locale;
import java.util.stream.DoubleStream;

/** What one figure was in several runs: few of them, so that quantiles would claim too much. */
public record Spread(double least, double median, double most) {
    /** Of one run or more. */
    public static Spread of(DoubleStream runs) {
        double[] sorted = runs.sorted().toArray();
        if (sorted.length == 0) {
            throw new IllegalArgumentException("no runs: expected one or more");
        }
        double median = (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
        return new Spread(sorted[0], median, sorted[sorted.length - 1]);
    }

    /** Of one run its figure; of several the median, and the range in brackets. */
    public String text(int decimals) {
        String middle = number(median, decimals);
        String from = number(least, decimals);
        String to = number(most, decimals);
        return from.equals(to) ? middle : middle + " (" + from + "–" + to + ")";
    }

    private static String number(double figure, int decimals) {
        return String.format(Locale.ROOT, "%." + decimals + "f", figure);
    }
}
