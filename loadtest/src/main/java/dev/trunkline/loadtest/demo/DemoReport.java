package dev.trunkline.loadtest.demo;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;

/** The tables at the end. A figure that was not seen is a dash, never a zero. */
final class DemoReport {
    private static final String NONE = "–";

    /** What the gateway times itself, in the order of a call; seconds. */
    private static final List<String> LATENCIES =
            List.of(
                    "call_setup",
                    "session_ready",
                    "first_audio",
                    "turn_endpointing",
                    "turn_model",
                    "turn_delivery",
                    "turn_playout",
                    "turn_heard",
                    "barge_in_reaction",
                    "barge_in_silence",
                    "leg_rtt");

    /** Reasons for which audio is thrown away that nobody wanted any more. */
    private static final Set<String> WANTED_DROPS = Set.of("discarded_response");

    private final List<CallResult> results;
    private final Metrics metrics;

    DemoReport(List<CallResult> results, Metrics metrics) {
        this.results = results;
        this.metrics = metrics;
    }

    /** Seconds of audio that the gateway dropped although somebody waited for it. */
    double droppedSeconds() {
        return metrics.sum(
                "trunkline_dropped_audio_seconds_total",
                labels -> !WANTED_DROPS.contains(labels.getOrDefault("reason", "")));
    }

    String calls() {
        TextTable table =
                new TextTable(
                        "rllrrrrrrrrl",
                        "call",
                        "trunk",
                        "conversation",
                        "turns",
                        "response ms",
                        "max",
                        "barge-ins",
                        "silence ms",
                        "leaked ms",
                        "lost frames",
                        "underruns",
                        "outcome");
        for (CallResult result : results) {
            table.row(
                    Integer.toString(result.number),
                    result.trunk.label,
                    result.conversation.name().toLowerCase(Locale.ROOT),
                    Integer.toString(result.responseMs.size()),
                    whole(Quantile.of(result.responseMs, 0.5)),
                    whole(Quantile.of(result.responseMs, 1)),
                    Integer.toString(result.bargeInSilenceMs.size()),
                    whole(Quantile.of(result.bargeInSilenceMs, 1)),
                    whole(Quantile.of(result.bargeInLeakedMs, 1)),
                    Long.toString(result.lostFrames),
                    Long.toString(result.underruns()),
                    result.ending.words + (result.failed() ? "  ✗" : ""));
        }
        return table.render();
    }

    /** Why calls failed, a line each; empty if none did. */
    String faults() {
        StringBuilder lines = new StringBuilder();
        for (CallResult result : results) {
            result.faults.forEach(fault ->
                    lines.append("call ")
                            .append(result.number)
                            .append(": ")
                            .append(fault)
                            .append('\n'));
        }
        return lines.toString();
    }

    /** As the callers heard it. */
    String heardByTrunk() {
        TextTable table = sideBySide();
        figures(table, "response", result -> result.responseMs);
        figures(table, "barge-in until silent", result -> result.bargeInSilenceMs);
        figures(table, "agent heard after barge-in", result -> result.bargeInLeakedMs);
        return table.render();
    }

    /** As the gateway measured it, from its histograms. */
    String measuredByTrunk() {
        TextTable table = sideBySide();
        for (String latency : LATENCIES) {
            String histogram = "trunkline_" + latency + "_seconds";
            long count = 0;
            for (DemoTrunk trunk : DemoTrunk.values()) {
                count += metrics.count(histogram, trunk.label);
            }
            if (count > 0) {
                String[] cells = new String[1 + 3 * DemoTrunk.values().length];
                cells[0] = latency;
                int cell = 1;
                for (DemoTrunk trunk : DemoTrunk.values()) {
                    cells[cell++] = Long.toString(metrics.count(histogram, trunk.label));
                    cells[cell++] = fine(metrics.quantile(histogram, trunk.label, 0.5));
                    cells[cell++] = fine(metrics.quantile(histogram, trunk.label, 0.95));
                }
                table.row(cells);
            }
        }
        return table.render();
    }

    private static TextTable sideBySide() {
        return new TextTable("lrrrrrr", "ms", "byoc n", "p50", "p95", "native n", "p50", "p95");
    }

    private void figures(
            TextTable table, String name, Function<CallResult, Collection<Double>> figures) {
        String[] cells = new String[1 + 3 * DemoTrunk.values().length];
        cells[0] = name;
        int cell = 1;
        for (DemoTrunk trunk : DemoTrunk.values()) {
            List<Double> values =
                    results.stream()
                            .filter(result -> result.trunk == trunk)
                            .flatMap(result -> figures.apply(result).stream())
                            .toList();
            cells[cell++] = Integer.toString(values.size());
            cells[cell++] = whole(Quantile.of(values, 0.5));
            cells[cell++] = whole(Quantile.of(values, 0.95));
        }
        table.row(cells);
    }

    private static String whole(OptionalDouble ms) {
        return ms.isPresent() ? String.format(Locale.ROOT, "%.0f", ms.getAsDouble()) : NONE;
    }

    private static String fine(OptionalDouble seconds) {
        return seconds.isPresent()
                ? String.format(Locale.ROOT, "%.1f", seconds.getAsDouble() * 1_000)
                : NONE;
    }
}
