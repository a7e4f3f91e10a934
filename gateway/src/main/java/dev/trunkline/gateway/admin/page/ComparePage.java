package dev.trunkline.gateway.admin.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trunkline.observability.compare.ArmBy;
import dev.trunkline.observability.compare.ArmSummary;
import dev.trunkline.observability.compare.ComparisonReport;
import dev.trunkline.observability.compare.ComparisonRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Two arms compared: the verdict first, then what it rests on.
 *
 * @param report empty where there can be none
 * @param problem why there is none, in a sentence; empty if there is one
 */
public record ComparePage(Asked asked, Optional<ComparisonReport> report, String problem) {
    private static final JsonMapper JSON = new JsonMapper();

    /**
     * What the reader asked for.
     *
     * @param range one of the form's
     * @param from as the form's field has it; empty if nothing is in it
     */
    public record Asked(String range, String from, String to, ComparisonRequest request) {
        String agent() {
            return Objects.requireNonNullElse(request.agent(), "");
        }

        String a() {
            return Objects.requireNonNullElse(request.a(), "");
        }

        String b() {
            return Objects.requireNonNullElse(request.b(), "");
        }

        boolean randomisedOnly() {
            return request.randomisedOnly();
        }
    }

    /** The whole page. */
    public String render() {
        return PageTemplate.COMPARE.render(this);
    }

    String title() {
        return "Comparison";
    }

    boolean onCompare() {
        return true;
    }

    List<Choice> ranges() {
        return Choice.ranges(asked.range);
    }

    List<Choice> directions() {
        return Choice.directions(asked.request.direction());
    }

    List<Choice> armsBy() {
        return Choice.of(
                asked.request.armBy().label(),
                ArmBy.KIND.label(),
                "Kind of trunk",
                ArmBy.TRUNK.label(),
                "Trunk",
                ArmBy.LEG.label(),
                "Leg");
    }

    /** The report as the template takes it: a list of one, or of none. */
    List<ReportView> reports() {
        return report.map(ReportView::new).stream().toList();
    }

    /** One arm in the introduction. */
    record Arm(String style, String letter, ArmSummary summary) {
        String name() {
            return summary.name().equals(ArmSummary.NONE) ? "no such arm" : summary.name();
        }

        String trunks() {
            return String.join(", ", summary.trunks());
        }

        String legs() {
            return String.join(", ", summary.legs());
        }

        String calls() {
            return Figures.count(summary.calls(), "call", "calls");
        }

        String turns() {
            return Figures.count(summary.turns(), "turn", "turns");
        }

        String turnsByOutcome() {
            StringBuilder text = new StringBuilder();
            summary.turnsByOutcome()
                    .forEach((label, count) ->
                            text.append(text.isEmpty() ? "" : ", ")
                                    .append(Figures.grouped(count))
                                    .append(' ')
                                    .append(
                                            Words.turnOutcomeLabelled(label)
                                                    .toLowerCase(Locale.ENGLISH)));
            return text.toString();
        }
    }

    /** What the points of all plots are handed to the script as. */
    static String json(Map<String, Object> points) {
        try {
            // Within a script element only "</script" and "<!--" mean anything to a browser.
            return JSON.writeValueAsString(points).replace("<", "\\u003c");
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a map of numbers", impossible);
        }
    }

    /** The points of each latency that has some. */
    static Map<String, Object> points(List<LatencySection> latencies) {
        Map<String, Object> points = new LinkedHashMap<>();
        for (LatencySection latency : latencies) {
            if (latency.any()) {
                points.put(latency.id(), latency.points());
            }
        }
        return points;
    }
}
