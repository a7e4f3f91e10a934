package dev.trunkline.loadtest.demo;

import dev.trunkline.loadtest.demo.Conversation.Ending;
import dev.trunkline.loadtest.phone.CarrierFailure.Stage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * The tables at the end: what the simulators know to be true beside what the gateway measured. A
 * figure that was not seen is a dash, never a zero.
 */
final class DemoReport {
    private static final String NONE = "–";

    /** More calls than this are summed up, not listed. */
    private static final int LISTED = 12;

    /** What the gateway times itself and the callers cannot, in the order of a call. */
    private static final List<String> GATEWAY_ONLY =
            List.of(
                    "call_setup",
                    "session_ready",
                    "first_audio",
                    "turn_endpointing",
                    "turn_model",
                    "turn_delivery",
                    "turn_playout",
                    "turn_lead_silence",
                    "leg_rtt",
                    "uplink_jitter");

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

    /** A line a call if there are few, and a line for each way that a call can go. */
    String calls() {
        return (results.size() <= LISTED ? each() + "\n" : "") + byTrunk();
    }

    private String each() {
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
                        "silent ms",
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

    private String byTrunk() {
        TextTable table = new TextTable("lrrr", "calls", "byoc", "native", "pbx");
        count(table, "placed", _ -> true);
        for (Ending ending :
                List.of(Ending.CALLER_HUNG_UP, Ending.AGENT_HUNG_UP, Ending.TRANSFERRED)) {
            count(table, ending.words, result -> result.ending == ending);
        }
        count(
                table,
                "failed at the carrier, as Twilio reported (503)",
                result -> result.failedAt == Stage.BEFORE_STREAM);
        count(
                table,
                "failed at the carrier, unseen by the gateway",
                result -> result.failedAt == Stage.BEFORE_WEBHOOK);
        count(table, "not as planned", CallResult::failed);
        sum(table, "frames that callers spoke", CallResult::spoken);
        sum(table, "of these lost at the carrier", CallResult::lostAtCarrier);
        sum(table, "of these lost by the gateway", result -> result.lostFrames);
        sum(table, "times that the agent's words broke off", CallResult::underruns);
        return table.render();
    }

    private void count(TextTable table, String name, Predicate<CallResult> which) {
        sum(table, name, result -> which.test(result) ? 1 : 0);
    }

    private void sum(TextTable table, String name, ToLongFunction<CallResult> what) {
        List<String> cells = new ArrayList<>(List.of(name));
        for (DemoTrunk trunk : DemoTrunk.values()) {
            cells.add(
                    Long.toString(
                            results.stream()
                                    .filter(result -> result.trunk == trunk)
                                    .mapToLong(what)
                                    .sum()));
        }
        table.row(cells.toArray(String[]::new));
    }

    /** Why calls did not go as planned, a line each; empty if all did. */
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

    /** Both points of view, the same figure of each in neighbouring rows. */
    String latencies() {
        TextTable table =
                new TextTable(
                        "llrrrrrrrrrrr",
                        "by",
                        "what",
                        "byoc n",
                        "p50",
                        "p95",
                        "native n",
                        "p50",
                        "p95",
                        "pbx n",
                        "p50",
                        "p95",
                        "byoc − native",
                        "pbx − byoc");
        heard(table, "answer heard", result -> result.responseMs);
        measured(table, "turn_heard");
        heard(table, "agent silent", result -> result.bargeInSilenceMs);
        measured(table, "barge_in_silence");
        heard(table, "agent leaked", result -> result.bargeInLeakedMs);
        measured(table, "barge_in_leaked");
        GATEWAY_ONLY.forEach(latency -> measured(table, latency));
        return table.render();
    }

    private void heard(
            TextTable table, String name, Function<CallResult, Collection<Double>> figures) {
        row(
                table,
                List.of("callers", name),
                trunk -> {
                    List<Double> values =
                            results.stream()
                                    .filter(result -> result.trunk == trunk)
                                    .flatMap(result -> figures.apply(result).stream())
                                    .toList();
                    return new Figures(
                            values.size(), Quantile.of(values, 0.5), Quantile.of(values, 0.95));
                });
    }

    private void measured(TextTable table, String latency) {
        String histogram = "trunkline_" + latency + "_seconds";
        row(
                table,
                List.of("gateway", latency),
                trunk ->
                        new Figures(
                                metrics.count(histogram, trunk.label),
                                ms(metrics.quantile(histogram, trunk.label, 0.5)),
                                ms(metrics.quantile(histogram, trunk.label, 0.95))));
    }

    private static void row(
            TextTable table, List<String> names, Function<DemoTrunk, Figures> figures) {
        List<Figures> arms = Arrays.stream(DemoTrunk.values()).map(figures).toList();
        if (arms.stream().allMatch(arm -> arm.count == 0)) {
            return;
        }
        List<String> cells = new ArrayList<>(names);
        for (Figures arm : arms) {
            cells.add(Long.toString(arm.count));
            cells.add(whole(arm.p50));
            cells.add(whole(arm.p95));
        }
        Figures byoc = figures.apply(DemoTrunk.BYOC);
        cells.add(difference(byoc, figures.apply(DemoTrunk.NATIVE)));
        cells.add(difference(figures.apply(DemoTrunk.PBX), byoc));
        table.row(cells.toArray(String[]::new));
    }

    /** Of the medians. */
    private static String difference(Figures a, Figures b) {
        return a.p50.isPresent() && b.p50.isPresent()
                ? String.format(Locale.ROOT, "%+.0f", a.p50.getAsDouble() - b.p50.getAsDouble())
                : NONE;
    }

    /** A latency on a trunk, in milliseconds. */
    private record Figures(long count, OptionalDouble p50, OptionalDouble p95) {}

    private static OptionalDouble ms(OptionalDouble seconds) {
        return seconds.isPresent()
                ? OptionalDouble.of(seconds.getAsDouble() * 1_000)
                : OptionalDouble.empty();
    }

    private static String whole(OptionalDouble ms) {
        return ms.isPresent() ? String.format(Locale.ROOT, "%.0f", ms.getAsDouble()) : NONE;
    }

    /** Whether every call went as planned and nothing was lost. */
    boolean wentWell() {
        return results.stream().noneMatch(CallResult::failed) && droppedSeconds() == 0;
    }

    /** One line. */
    String summary() {
        return String.format(
                Locale.ROOT,
                "%d calls, %d not as planned; the gateway lost %d frames and dropped %.2f s of"
                        + " audio.",
                results.size(),
                results.stream().filter(CallResult::failed).count(),
                results.stream().mapToLong(result -> result.lostFrames).sum(),
                droppedSeconds());
    }
}
