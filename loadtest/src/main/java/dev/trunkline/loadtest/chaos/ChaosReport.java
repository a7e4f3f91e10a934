package dev.trunkline.loadtest.chaos;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.trunkline.loadtest.demo.TextTable;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Results as a table for a terminal, as JSON, and as the page {@code docs/faults.md}. */
final class ChaosReport {
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final List<ChaosResult> results;

    ChaosReport(List<ChaosResult> results) {
        this.results = results;
    }

    String table() {
        TextTable table =
                new TextTable("lllll", "scenario", "callers", "beside", "counted", "alerts");
        for (ChaosResult result : results) {
            table.row(
                    result.scenario().name(),
                    heard(result),
                    beside(result),
                    counted(result),
                    alerts(result.alerts()));
        }
        return table.render();
    }

    String json() throws IOException {
        return JSON.writeValueAsString(
                results.stream()
                        .map(result -> {
                            Map<String, Object> all = new LinkedHashMap<>();
                            all.put("scenario", result.scenario().name());
                            all.put("broken", result.scenario().broken());
                            all.put("notRun", result.notRun());
                            all.put("callers", result.struck());
                            all.put("beside", result.beside());
                            all.put("besideUnharmed", result.besideUnharmed());
                            all.put("burst", result.burst());
                            all.put("counted", result.counted());
                            all.put("alerts", result.alerts());
                            all.put("atRest", result.atRest());
                            return all;
                        })
                        .toList());
    }

    /** The page; of a run of all scenarios. */
    String markdown(long seed) {
        StringBuilder page = new StringBuilder();
        page.append(
                """
                # Faults

                Written by `./trunkline chaos --seed %d --database … --write docs/faults.md`, which starts a gateway between the simulators
                for each row, breaks one thing under two calls, and heals it. What callers heard is from the phone's own recording: five answers,
                one of them interrupted; *whole* counts those heard from their first byte to their last. Where the two calls differ, a slash is
                between them. A third call, *beside*, passes nothing that is broken. An alert is named if it fires once a minute that grows every
                counter as the whole scenario did has come forty times, by `promtool` on [rules.yaml](../k8s/prometheus/rules.yaml): the worst
                case of a fault that goes on. All is loopback, so that what lies on a real path comes on top. Figures are of one run, on two cores
                of a shared virtual machine, JDK 25; another run differs in tenths of seconds, in `late_ticks`, and in which answer a caller
                takes for finished and speaks into.

                | scenario | broken | what the caller hears | the call beside | what is counted | what alerts | what to do |
                |---|---|---|---|---|---|---|
                """
                        .formatted(seed));
        for (ChaosResult result : results) {
            page.append(
                    "| `%s` | %s | %s | %s | %s | %s | %s |%n"
                            .formatted(
                                    result.scenario().name(),
                                    result.scenario().broken(),
                                    heard(result),
                                    beside(result),
                                    counted(result),
                                    alerts(result.alerts()),
                                    action(result)));
        }
        return page.toString();
    }

    private static String heard(ChaosResult result) {
        if (!result.notRun().isEmpty()) {
            return "not run: " + result.notRun();
        }
        String callers =
                result.struck().stream()
                        .map(ChaosReport::words)
                        .distinct()
                        .collect(Collectors.joining(" / "));
        return result.burst().isEmpty()
                ? callers
                : callers + "; of the burst " + figures(result.burst());
    }

    private static String words(Ear ear) {
        StringBuilder words = new StringBuilder();
        words.append(ear.answered()).append(" of ").append(ear.asked()).append(" answered");
        if (ear.whole() >= 0) {
            words.append(", ").append(ear.whole()).append(" whole");
        }
        words.append(", waits up to ").append(seconds(ear.longestWaitMs()));
        if (ear.longestHoleMs() > 0) {
            words.append(", a hole of ").append(seconds(ear.longestHoleMs()));
        }
        words.append(
                ear.silentAfterMs() < 0
                        ? ", no interruption"
                        : ", silent " + seconds(ear.silentAfterMs()) + " after interrupting");
        if (!ear.apology().isEmpty()) {
            words.append(", then \"").append(ear.apology()).append('"');
        }
        return words.append("; ").append(ear.ended()).toString();
    }

    private static String seconds(long ms) {
        return String.format(Locale.ROOT, "%.1f s", ms / 1e3);
    }

    private static String beside(ChaosResult result) {
        if (!result.notRun().isEmpty()) {
            return "–";
        }
        return (result.besideUnharmed()
                        ? "unharmed"
                        : words(Objects.requireNonNull(result.beside())))
                + (result.atRest() ? "" : "; the gateway did not come to rest");
    }

    private static String counted(ChaosResult result) {
        return result.counted().isEmpty() ? "–" : figures(result.counted());
    }

    private static String figures(Map<String, ? extends Number> figures) {
        return figures.entrySet().stream()
                .map(each -> each.getKey() + " " + figure(each.getValue().doubleValue()))
                .collect(Collectors.joining(", "));
    }

    private static String figure(double value) {
        return value == Math.rint(value)
                ? Long.toString((long) value)
                : String.format(Locale.ROOT, "%.2f", value);
    }

    /** The runbook's entries of what fires, then the scenario's own words. */
    private static String action(ChaosResult result) {
        Set<String> firing = result.alerts() == null ? Set.of() : result.alerts();
        return Stream.concat(
                        firing.stream()
                                .map(alert ->
                                        "[%s](../k8s/RUNBOOK.md#%s)"
                                                .formatted(alert, alert.toLowerCase(Locale.ROOT))),
                        Stream.of(result.scenario().action()))
                .collect(Collectors.joining("; "));
    }

    private static String alerts(@Nullable Set<String> firing) {
        return firing == null ? "not asked" : firing.isEmpty() ? "–" : String.join(", ", firing);
    }
}
