package dev.trunkline.loadtest.demo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One scrape of {@code /metrics} in Prometheus's text format (version 0.0.4): as much of it as
 * Trunkline's own meters need. Immutable.
 */
final class Metrics {
    private static final Pattern SAMPLE = Pattern.compile("(\\w+)(?:\\{(.*)})? ([^ ]+)(?: \\d+)?");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    private record Sample(String name, Map<String, String> labels, double value) {}

    private final List<Sample> samples;

    private Metrics(List<Sample> samples) {
        this.samples = samples;
    }

    static Metrics parse(String text) {
        List<Sample> samples = new ArrayList<>();
        text.lines()
                .filter(line -> !line.startsWith("#"))
                .forEach(line -> {
                    Matcher sample = SAMPLE.matcher(line);
                    if (sample.matches()) {
                        Map<String, String> labels = new HashMap<>();
                        if (sample.group(2) != null) {
                            LABEL.matcher(sample.group(2))
                                    .results()
                                    .forEach(label -> labels.put(label.group(1), label.group(2)));
                        }
                        samples.add(new Sample(sample.group(1), labels, number(sample.group(3))));
                    }
                });
        return new Metrics(samples);
    }

    private static double number(String text) {
        return text.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(text);
    }

    /** The sum over all series of {@code name} whose labels satisfy {@code which}. */
    double sum(String name, Predicate<Map<String, String>> which) {
        return samples.stream()
                .filter(sample -> sample.name.equals(name) && which.test(sample.labels))
                .mapToDouble(Sample::value)
                .sum();
    }

    /** Observations of a histogram on a trunk. */
    long count(String histogram, String trunk) {
        return (long) sum(histogram + "_count", labels -> trunk.equals(labels.get("trunk")));
    }

    /**
     * A quantile of a histogram on a trunk, all agents together, in its own unit: linear within the
     * bucket, as Prometheus's {@code histogram_quantile} has it; above the last bucket its bound.
     * Empty without observations.
     */
    OptionalDouble quantile(String histogram, String trunk, double quantile) {
        TreeMap<Double, Double> cumulative = new TreeMap<>();
        for (Sample sample : samples) {
            String le = sample.labels.get("le");
            if (le != null
                    && sample.name.equals(histogram + "_bucket")
                    && trunk.equals(sample.labels.get("trunk"))) {
                cumulative.merge(number(le), sample.value, Double::sum);
            }
        }
        double total = cumulative.isEmpty() ? 0 : cumulative.lastEntry().getValue();
        if (total == 0) {
            return OptionalDouble.empty();
        }
        double rank = quantile * total;
        double lowerBound = 0;
        double below = 0;
        for (Map.Entry<Double, Double> bucket : cumulative.entrySet()) {
            double upperBound = bucket.getKey();
            if (bucket.getValue() >= rank) {
                return OptionalDouble.of(
                        Double.isInfinite(upperBound)
                                ? lowerBound
                                : lowerBound
                                        + (upperBound - lowerBound)
                                                * (rank - below)
                                                / (bucket.getValue() - below));
            }
            lowerBound = upperBound;
            below = bucket.getValue();
        }
        return OptionalDouble.of(lowerBound);
    }
}
