package dev.trunkline.loadtest.gateway;

import static dev.trunkline.loadtest.gateway.MonitoringFiles.K8S;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Rules and dashboards as files; {@code PrometheusIT} runs what they say. */
class MonitoringFilesTest {
    /** Of these, grafana.com/docs, "Dashboard JSON model". */
    private static final List<String> DASHBOARD_FIELDS =
            List.of(
                    "uid",
                    "title",
                    "description",
                    "tags",
                    "schemaVersion",
                    "time",
                    "refresh",
                    "templating",
                    "panels");

    private static final Pattern VARIABLE = Pattern.compile("\\$(\\w+)");
    private static final Pattern LABEL_VALUES =
            Pattern.compile("(?:outcome|reason|code)(?:=~|!~|!=|=)\"([^\"]+)\"");
    private static final int GRID_COLUMNS = 24;

    @Test
    void everyAlertSaysWhatItMeansAndHasAnEntryInTheRunbook() throws IOException {
        Set<String> anchors =
                Files.readAllLines(K8S.resolve("RUNBOOK.md")).stream()
                        .filter(line -> line.startsWith("## "))
                        .map(line -> line.substring(3).toLowerCase(Locale.ROOT))
                        .collect(Collectors.toSet());
        Set<String> used = new HashSet<>();
        for (JsonNode rule : MonitoringFiles.rules()) {
            if (!rule.has("alert")) {
                continue;
            }
            String alert = rule.path("alert").asText();
            JsonNode annotations = rule.path("annotations");
            assertThat(annotations.path("summary").asText()).as(alert).hasSizeBetween(10, 90);
            assertThat(annotations.path("description").asText()).as(alert).endsWith(".");
            assertThat(rule.path("labels").path("severity").asText())
                    .as(alert)
                    .isIn("critical", "warning");
            String url = annotations.path("runbook_url").asText();
            assertThat(url).as(alert).startsWith("k8s/RUNBOOK.md#");
            String anchor = url.substring(url.indexOf('#') + 1);
            assertThat(anchors).as(alert).contains(anchor);
            used.add(anchor);
        }
        assertThat(used).as("no entry without an alert").isEqualTo(anchors);
    }

    @Test
    void everyRuleIsTested_andEveryAlertToFireAndNotTo() throws IOException {
        List<String> evaluated = new ArrayList<>();
        Set<String> firing = new HashSet<>();
        Set<String> silent = new HashSet<>();
        for (JsonNode test : MonitoringFiles.ruleTests()) {
            test.path("promql_expr_test")
                    .forEach(each -> evaluated.add(each.path("expr").asText()));
            for (JsonNode each : test.path("alert_rule_test")) {
                (each.path("exp_alerts").isEmpty() ? silent : firing)
                        .add(each.path("alertname").asText());
            }
        }
        for (JsonNode rule : MonitoringFiles.rules()) {
            if (rule.has("alert")) {
                assertThat(firing).contains(rule.path("alert").asText());
                assertThat(silent).contains(rule.path("alert").asText());
            } else {
                assertThat(evaluated)
                        .anyMatch(expression ->
                                MonitoringFiles.metrics(expression)
                                        .contains(rule.path("record").asText()));
            }
        }
    }

    /** A misspelt outcome would make an alert that never fires. */
    @Test
    void everyValueOfALabelThatIsAskedForExists() throws IOException {
        String documented = Files.readString(K8S.resolve("../docs/metrics.md"));
        List<String> expressions = new ArrayList<>();
        MonitoringFiles.queries().forEach(query -> expressions.add(query.expression()));
        MonitoringFiles.rules().forEach(rule -> expressions.add(rule.path("expr").asText()));
        Set<String> asked = new HashSet<>();
        for (String expression : expressions) {
            LABEL_VALUES
                    .matcher(expression)
                    .results()
                    .forEach(matcher -> asked.addAll(List.of(matcher.group(1).split("\\|"))));
        }
        assertThat(asked)
                .contains("rejected_full", "leg_failed", "discarded_response")
                .allSatisfy(value -> assertThat(documented).containsPattern("`" + value + "`"));
    }

    @Test
    void dashboardsAreWhatGrafanaReads() throws IOException {
        Set<String> uids = new HashSet<>();
        for (JsonNode dashboard : MonitoringFiles.dashboards()) {
            String title = dashboard.path("title").asText();
            assertThat(DASHBOARD_FIELDS).as(title).allMatch(dashboard::has);
            assertThat(dashboard.has("id")).as("%s: an id is the server's", title).isFalse();
            assertThat(uids.add(dashboard.path("uid").asText())).as(title).isTrue();
            assertThat(dashboard.path("uid").asText()).matches("trunkline-[a-z]{1,30}");
            JsonNode variables = dashboard.path("templating").path("list");
            Set<String> names =
                    variables
                            .valueStream()
                            .map(variable -> variable.path("name").asText())
                            .collect(Collectors.toSet());
            assertThat(names).as(title).contains("datasource", "job");
            Set<Integer> ids = new HashSet<>();
            Set<Integer> cells = new HashSet<>();
            for (JsonNode panel : MonitoringFiles.panels(dashboard)) {
                assertThat(ids.add(panel.path("id").asInt())).as(title).isTrue();
                assertInGrid(panel.path("gridPos"), cells, title);
                if (!panel.path("type").asText().equals("row")) {
                    assertPanel(panel, names);
                }
            }
        }
        assertThat(uids).hasSize(3);
    }

    private static void assertPanel(JsonNode panel, Set<String> variables) {
        String title = panel.path("title").asText();
        assertThat(panel.path("type").asText()).as(title).isIn("timeseries", "stat", "table");
        assertThat(panel.path("description").asText()).as(title).endsWith(".");
        assertThat(panel.path("datasource").path("uid").asText()).isEqualTo("${datasource}");
        String unit = panel.path("fieldConfig").path("defaults").path("unit").asText();
        assertThat(unit).as(title).isIn("s", "ms", "short", "percentunit", "cpm", "bytes", "Bps");
        Set<String> references = new HashSet<>();
        assertThat(panel.path("targets")).as(title).isNotEmpty();
        for (JsonNode target : panel.path("targets")) {
            String expression = target.path("expr").asText();
            assertThat(references.add(target.path("refId").asText())).as(title).isTrue();
            VARIABLE.matcher(expression)
                    .results()
                    .map(variable -> variable.group(1))
                    .filter(name -> !name.startsWith("__")) // Grafana's own
                    .forEach(name -> assertThat(variables).as(title).contains(name));
            if (panel.path("type").asText().equals("timeseries")
                    && expression.contains("histogram_quantile")
                    && !expression.contains("loop_lag")) { // no call to name
                assertThat(target.path("exemplar").asBoolean()).as(title).isTrue();
            }
        }
    }

    /** No two panels on one cell of the grid. */
    private static void assertInGrid(JsonNode position, Set<Integer> cells, String title) {
        int right = position.path("x").asInt() + position.path("w").asInt();
        assertThat(right).as(title).isLessThanOrEqualTo(GRID_COLUMNS);
        for (int x = position.path("x").asInt(); x < right; x++) {
            for (int row = 0; row < position.path("h").asInt(); row++) {
                int y = position.path("y").asInt() + row;
                assertThat(cells.add(y * GRID_COLUMNS + x)).as("%s: %d, %d", title, x, y).isTrue();
            }
        }
    }
}
