package dev.trunkline.loadtest.demo;

import dev.trunkline.loadtest.demo.service.Asked;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The section "Agents" of the report: the same conversations in audio and in words. */
final class AgentReport {
    private static final String NONE = "–";

    private final List<AgentResult> results;
    private final List<Asked> asked;

    AgentReport(List<AgentResult> results, List<Asked> asked) {
        this.results = results;
        this.asked = asked;
    }

    /** A line a call, the two legs of a conversation one below the other. */
    String calls() {
        TextTable table =
                new TextTable(
                        "lllrrrrrl",
                        "agent",
                        "conversation",
                        "leg",
                        "answers",
                        "waited ms, p50",
                        "interruptions",
                        "tools",
                        "messages",
                        "outcome");
        for (AgentResult result : results) {
            String end = result.call.script().plan().end();
            OptionalDouble waited = Quantile.of(result.responseMs, 0.5);
            table.row(
                    result.call.script().agent(),
                    result.call.talk().label(),
                    result.call.leg().label,
                    Integer.toString(result.responseMs.size()),
                    waited.isPresent()
                            ? String.format(Locale.ROOT, "%.0f", waited.getAsDouble())
                            : NONE,
                    Long.toString(result.interruptions),
                    Integer.toString(result.tools.size()),
                    Integer.toString(result.messages.size()),
                    result.ending.words
                            + (end.isEmpty() ? "" : ": " + end)
                            + (result.failed() ? "  ✗" : ""));
        }
        return table.render();
    }

    /** Each tool with what the model was given back, over each leg. */
    String tools() {
        TextTable table =
                new TextTable("lrrrr", "tool", "stream ok", "failed", "relay ok", "failed");
        Map<String, Map<String, Long>> counts = new TreeMap<>();
        for (AgentResult result : results) {
            for (String tool : result.tools) {
                String[] parts = tool.split(" ", 2);
                String column = result.call.leg().label + " " + parts[1];
                counts.computeIfAbsent(parts[0], _ -> new TreeMap<>()).merge(column, 1L, Long::sum);
            }
        }
        counts.forEach((tool, by) -> {
            List<String> cells = new ArrayList<>(List.of(tool));
            for (String column :
                    List.of("stream ok", "stream failed", "relay ok", "relay failed")) {
                cells.add(by.containsKey(column) ? by.get(column).toString() : NONE);
            }
            table.row(cells.toArray(String[]::new));
        });
        return table.render();
    }

    /** What the services were asked, whoever asked it. */
    String services() {
        TextTable table = new TextTable("lr", "asked of the services", "times");
        requests(asked).forEach((request, times) -> table.row(request, times.toString()));
        return table.render();
    }

    /** What callers were sent. */
    String messages() {
        TextTable table = new TextTable("ll", "text message to", "");
        for (AgentResult result : results) {
            result.messages.forEach(body -> table.row(result.call.script().from(), body));
        }
        return table.render();
    }

    private static Map<String, Long> requests(List<Asked> asked) {
        return asked.stream()
                .map(each -> each.method() + " " + each.path() + " " + each.status())
                .collect(
                        Collectors.groupingBy(
                                Function.identity(), TreeMap::new, Collectors.counting()));
    }

    /** Why calls did not go as planned, a line each; empty if all did. */
    String faults() {
        StringBuilder lines = new StringBuilder();
        for (AgentResult result : results) {
            for (String fault : result.faults) {
                lines.append(result.call.talk().label())
                        .append(" over ")
                        .append(result.call.leg().label)
                        .append(": ")
                        .append(fault)
                        .append('\n');
            }
        }
        if (!requests(asked).equals(planned())) {
            lines.append("the services were asked ")
                    .append(requests(asked))
                    .append(", expected ")
                    .append(planned())
                    .append('\n');
        }
        return lines.toString();
    }

    private Map<String, Long> planned() {
        return results.stream()
                .flatMap(result -> result.call.script().plan().requests().stream())
                .collect(
                        Collectors.groupingBy(
                                Function.identity(), TreeMap::new, Collectors.counting()));
    }

    boolean wentWell() {
        return faults().isEmpty();
    }

    /** One conversation in words, as it was heard. */
    String words() {
        return results.stream()
                .filter(result -> result.call.talk() == AgentTalk.BOOKING)
                .filter(result -> result.call.leg() == DemoLeg.RELAY)
                .findFirst()
                .map(result -> String.join("\n", result.words()) + "\n")
                .orElse("");
    }

    /** One line. */
    String summary() {
        return String.format(
                Locale.ROOT,
                "%d calls to the example agents, %d not as planned.",
                results.size(),
                results.stream().filter(AgentResult::failed).count());
    }
}
