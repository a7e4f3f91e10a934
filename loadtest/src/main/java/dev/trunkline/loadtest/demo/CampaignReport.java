package dev.trunkline.loadtest.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.function.Predicate;

/** What became of the calls out: as they were assigned, whoever carried them. */
final class CampaignReport {
    private static final String BYOC = "out-byoc";
    private static final String NATIVE = "out-native";

    private final CampaignPlan plan;
    private final List<JsonNode> calls;
    private final int refused;
    private final Metrics metrics;

    CampaignReport(CampaignPlan plan, List<JsonNode> calls, int refused, Metrics metrics) {
        this.plan = plan;
        this.calls = calls;
        this.refused = refused;
        this.metrics = metrics;
    }

    String table() {
        TextTable table = new TextTable("lrr", "calls out, as assigned", BYOC, NATIVE);
        row(table, "assigned", _ -> true);
        row(table, "answered", CampaignReport::answered);
        row(table, "carried by the other trunk", CampaignReport::passedOn);
        row(table, "tried over more than one", call -> call.path("attempts").size() > 1);
        row(table, "lost", call -> !answered(call));
        return table.render();
    }

    private void row(TextTable table, String what, Predicate<JsonNode> which) {
        table.row(what, count(BYOC, which), count(NATIVE, which));
    }

    private String count(String assigned, Predicate<JsonNode> which) {
        return Long.toString(
                calls.stream()
                        .filter(call -> call.path("arm").path("trunk").asText().equals(assigned))
                        .filter(which)
                        .count());
    }

    private static boolean answered(JsonNode call) {
        JsonNode attempts = call.path("attempts");
        return !attempts.isEmpty()
                && attempts.get(attempts.size() - 1).path("outcome").asText().equals("answered");
    }

    private static boolean passedOn(JsonNode call) {
        return !call.path("arm").path("carriedBy").equals(call.path("arm").path("trunk"));
    }

    long lost() {
        return refused + calls.stream().filter(call -> !answered(call)).count();
    }

    long passedOn() {
        return calls.stream().filter(CampaignReport::passedOn).count();
    }

    private long failedOver() {
        return (long)
                metrics.sum(
                        "trunkline_failovers_total", labels -> BYOC.equals(labels.get("trunk")));
    }

    /** Calls were passed on, none was lost, and the metrics say the same as the calls. */
    boolean wentWell() {
        long tried =
                calls.stream()
                        .filter(call -> call.path("attempts").size() > 1 && passedOn(call))
                        .count();
        return lost() == 0
                && calls.size() == plan.calls()
                && passedOn() > 0
                && failedOver() == tried;
    }

    /** One line. */
    String summary() {
        return "%d calls out, %d lost; while the carrier of %s failed (%d s), %d calls went over the"
                        .formatted(
                                calls.size() + refused,
                                lost(),
                                BYOC,
                                plan.failingSeconds(),
                                passedOn())
                + " other trunk: %d after a try that failed, the rest because the trunk was left alone."
                        .formatted(failedOver());
    }
}
