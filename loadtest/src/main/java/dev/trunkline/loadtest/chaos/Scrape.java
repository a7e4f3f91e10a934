package dev.trunkline.loadtest.chaos;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** All series of Trunkline's own meters at one moment, by name and labels as they are written. */
final class Scrape {
    private static final Pattern SAMPLE =
            Pattern.compile("(trunkline_\\w+)(?:\\{(.*)})? ([^ ]+)(?: \\d+)?");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    /** Whose call it is, not what happened. */
    private static final Set<String> OF_THE_CALL = Set.of("trunk_kind", "trunk", "leg", "agent");

    /** What every call brings, with or without a fault. */
    private static final Set<String> USUAL =
            Set.of(
                    "calls_started",
                    "uplink_frames",
                    "uplink_bytes",
                    "downlink_frames",
                    "downlink_bytes",
                    "model_audio_seconds",
                    "model_tokens",
                    "responses{completed}",
                    "responses{cancelled}",
                    "prewarms{hidden}",
                    "prewarms{visible}",
                    "barge_ins",
                    "truncations",
                    "pbx_requests",
                    "dropped_audio_seconds{discarded_response}");

    private final Map<String, Double> values = new LinkedHashMap<>();

    static Scrape parse(String text) {
        Scrape scrape = new Scrape();
        text.lines()
                .forEach(line -> {
                    Matcher sample = SAMPLE.matcher(line);
                    if (sample.matches() && !sample.group(3).equals("NaN")) {
                        String labels = sample.group(2) == null ? "" : sample.group(2);
                        scrape.values.put(
                                sample.group(1) + "{" + labels + "}",
                                sample.group(3).equals("+Inf")
                                        ? Double.POSITIVE_INFINITY
                                        : Double.parseDouble(sample.group(3)));
                    }
                });
        return scrape;
    }

    Map<String, Double> values() {
        return values;
    }

    double value(String series) {
        return values.getOrDefault(series, 0.0);
    }

    /** Whether it only ever grows. */
    static boolean grows(String series) {
        String name = series.substring(0, series.indexOf('{'));
        return name.endsWith("_total")
                || name.endsWith("_bucket")
                || name.endsWith("_count")
                || name.endsWith("_sum");
    }

    /**
     * What was counted since {@code earlier}, without what every call brings: by the meter's name
     * without {@code trunkline_} and {@code _total}, with what happened in braces.
     */
    Map<String, Double> countedSince(Scrape earlier) {
        Map<String, Double> counted = new TreeMap<>();
        values.forEach((series, value) -> {
            double more = value - earlier.value(series);
            String name = series.substring(0, series.indexOf('{'));
            if (more > 0 && name.endsWith("_total")) {
                String labels =
                        LABEL.matcher(series)
                                .results()
                                .filter(label -> !OF_THE_CALL.contains(label.group(1)))
                                .map(label -> label.group(2))
                                .collect(Collectors.joining(","));
                String what =
                        name.substring("trunkline_".length(), name.length() - "_total".length())
                                + (labels.isEmpty() ? "" : "{" + labels + "}");
                if (!USUAL.contains(what)
                        && !USUAL.contains(name.replaceAll("^trunkline_|_total$", ""))) {
                    counted.merge(what, more, Double::sum);
                }
            }
        });
        return counted;
    }
}
