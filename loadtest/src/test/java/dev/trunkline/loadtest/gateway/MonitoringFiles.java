package dev.trunkline.loadtest.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The rules and dashboards of {@code k8s}, as far as tests look into them. */
final class MonitoringFiles {
    static final Path K8S = Path.of("..", "k8s");
    static final Path RULES = K8S.resolve("prometheus/rules.yaml");

    /** Names in an expression, once strings, selectors, groupings and ranges are gone. */
    private static final Pattern NO_METRIC =
            Pattern.compile(
                    "\"[^\"]*\"|\\{[^}]*}|\\[[^]]*]|\\b(by|on|without|ignoring) *\\([^)]*\\)");

    private static final Pattern METRIC = Pattern.compile("\\b[a-z]+[a-z0-9]*[_:][a-z0-9_:]+\\b");
    private static final Pattern FUNCTION =
            Pattern.compile("(histogram_(quantile|count|sum)|max_over_time)");

    /**
     * An expression of a panel's.
     *
     * @param place dashboard, panel and the query's letter in it
     */
    record PanelQuery(String place, String expression) {}

    private MonitoringFiles() {}

    static List<JsonNode> dashboards() throws IOException {
        List<JsonNode> dashboards = new ArrayList<>();
        try (Stream<Path> files = Files.list(K8S.resolve("grafana"))) {
            for (Path file : files.filter(each -> each.toString().endsWith(".json")).toList()) {
                dashboards.add(new ObjectMapper().readTree(file.toFile()));
            }
        }
        return dashboards;
    }

    static List<JsonNode> panels(JsonNode dashboard) {
        return dashboard.path("panels").valueStream().toList();
    }

    static List<PanelQuery> queries() throws IOException {
        List<PanelQuery> queries = new ArrayList<>();
        for (JsonNode dashboard : dashboards()) {
            for (JsonNode panel : panels(dashboard)) {
                for (JsonNode target : panel.path("targets")) {
                    queries.add(
                            new PanelQuery(
                                    "%s / %s / %s"
                                            .formatted(
                                                    dashboard.path("uid").asText(),
                                                    panel.path("title").asText(),
                                                    target.path("refId").asText()),
                                    target.path("expr").asText()));
                }
            }
        }
        return queries;
    }

    /** Recording and alerting rules, in their order. */
    static List<JsonNode> rules() throws IOException {
        return new YAMLMapper()
                .readTree(RULES.toFile())
                .path("groups")
                .valueStream()
                .flatMap(group -> group.path("rules").valueStream())
                .toList();
    }

    static List<JsonNode> ruleTests() throws IOException {
        return new YAMLMapper()
                .readTree(K8S.resolve("prometheus/rules_test.yaml").toFile())
                .path("tests")
                .valueStream()
                .toList();
    }

    /** The metrics that a PromQL expression reads. */
    static Set<String> metrics(String expression) {
        String bare = NO_METRIC.matcher(expression).replaceAll(" ");
        return METRIC.matcher(bare)
                .results()
                .map(MatchResult::group)
                .filter(name -> !FUNCTION.matcher(name).matches())
                .collect(Collectors.toSet());
    }

    /** The names of an exposition in the text format, those of a histogram's series as well. */
    static Set<String> exposed(String text) {
        return text.lines()
                .filter(line -> line.startsWith("# TYPE "))
                .map(line -> line.split(" "))
                .flatMap(words ->
                        words[3].equals("histogram") || words[3].equals("summary")
                                ? Stream.of("", "_bucket", "_count", "_sum")
                                        .map(suffix -> words[2] + suffix)
                                : Arrays.stream(words, 2, 3))
                .collect(Collectors.toSet());
    }
}
