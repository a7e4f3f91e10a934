package dev.trunkline.loadtest.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trunkline.loadtest.gateway.MonitoringFiles.PanelQuery;
import dev.trunkline.loadtest.model.ModelBehavior;
import dev.trunkline.loadtest.phone.CallScript;
import dev.trunkline.loadtest.phone.CallerAudio;
import dev.trunkline.loadtest.phone.PhoneCall;
import dev.trunkline.loadtest.phone.When;
import dev.trunkline.observability.latency.LatencyMetric;
import dev.trunkline.observability.metrics.GatewayMeter;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two real Prometheus scrape a gateway that carries calls on two trunks: one takes native
 * histograms (instead of the classic buckets: version 2.42 cannot keep both), the other does not
 * know them. Every query of every dashboard and rule has to work on either.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PrometheusIT {
    private static final String MODEL = "trunkline_turn_model_seconds";

    /** Native buckets grow by 2^(1/16). */
    private static final double NATIVE_GROWTH = 1.045;

    private static final Duration LIMIT = Duration.ofSeconds(90);

    /** What these calls cannot show, and why; it is asked for as soon as the gateway has it. */
    private static final Map<String, String> WITHOUT_DATA =
            Map.of(
                    "trunkline_records_queued", "the store of records has no queue yet",
                    "trunkline_post_dial_delay_seconds", "only outbound calls ring elsewhere",
                    "trunkline_answer_delay_seconds", "only outbound calls are answered elsewhere");

    /** Agent whose calls are over before anything is compared: its histograms stand still. */
    private static final String STILL = "still";

    private Path directory = Path.of("");
    private Bench bench;
    private Callers callers;
    private List<PhoneCall> still = List.of();
    private PrometheusProcess nativeBuckets;
    private PrometheusProcess classicBuckets;

    @BeforeAll
    void start(@TempDir Path temporary) throws IOException {
        directory = temporary;
        Map<String, String> environment = new HashMap<>(Bench.agents("fast", "", STILL));
        environment.put(
                "TRUNKLINE_TRUNKS",
                "{byoc: {kind: byoc, carrier: ours}, native: {kind: native, carrier: Twilio}}");
        environment.put("TRUNKLINE_REALTIME_PING_INTERVAL", "1s");
        environment.put("TRUNKLINE_RECORDS_KEEP", "true");
        environment.put("TRUNKLINE_RECORDS_DIRECTORY", directory.resolve("records").toString());
        bench = new Bench(environment, _ -> ModelBehavior.defaults());
        nativeBuckets = prometheus("native", "native-histograms,exemplar-storage");
        classicBuckets = prometheus("classic", "exemplar-storage");
        callers = new Callers(bench);
        still = List.of(bench.place(talk(STILL, "byoc")), bench.place(talk(STILL, "native")));
        System.gc(); // so that there is a collection to report
    }

    private PrometheusProcess prometheus(String name, String features) throws IOException {
        return new PrometheusProcess(
                Files.createDirectory(directory.resolve(name)),
                bench.gateway.managementPort(),
                MonitoringFiles.RULES,
                features);
    }

    @AfterAll
    void stop() {
        callers.close();
        nativeBuckets.close();
        classicBuckets.close();
        bench.close();
    }

    private static CallScript talk(String agent, String trunk) {
        return CallScript.inbound("/twilio/voice?agent=" + agent + "&trunk=" + trunk)
                .say(When.agentEnded(300), CallerAudio.utterance(1))
                .say(When.interrupting(700), CallerAudio.utterance(2))
                .say(When.agentEnded(300), CallerAudio.utterance(3))
                .hangUp(When.agentEnded(300))
                .build();
    }

    /** Keeps one call on each trunk until it is closed: a rate wants something that grows. */
    private static final class Callers implements AutoCloseable {
        private final Thread thread;
        private volatile List<PhoneCall> calls = List.of();
        private volatile boolean closing;

        Callers(Bench bench) {
            thread =
                    Thread.ofVirtual()
                            .start(() -> {
                                while (!closing) {
                                    calls =
                                            List.of(
                                                    bench.place(talk("default", "byoc")),
                                                    bench.place(talk("default", "native")));
                                    calls.forEach(Bench::ended);
                                }
                            });
        }

        @Override
        public void close() {
            closing = true;
            calls.forEach(PhoneCall::hangUp);
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Test
    void everyQueryOfEveryPanel_andEveryRule_returnsData() throws IOException {
        assertReturnsData(nativeBuckets, "native");
        assertReturnsData(classicBuckets, "classic");
    }

    private void assertReturnsData(PrometheusProcess prometheus, String which) throws IOException {
        Map<String, BooleanSupplier> pending = new LinkedHashMap<>();
        Set<String> cannot = new TreeSet<>();
        Set<String> exposed = MonitoringFiles.exposed(bench.metrics());
        for (PanelQuery query : MonitoringFiles.queries()) {
            String expression = withVariables(query.expression());
            pending.put(
                    query.place(),
                    () -> PrometheusProcess.hasData(prometheus.queryRange(expression)));
            if (MonitoringFiles.metrics(expression).stream()
                    .anyMatch(metric ->
                            WITHOUT_DATA.containsKey(metric) && !exposed.contains(metric))) {
                cannot.add(query.place());
            }
        }
        for (JsonNode rule : MonitoringFiles.rules()) {
            String expression = rule.path("expr").asText();
            if (rule.has("alert")) {
                prometheus.query(expression); // nothing is wrong, so there is nothing to show
            } else {
                String record = rule.path("record").asText();
                pending.put(
                        "expression of " + record,
                        () -> PrometheusProcess.hasData(prometheus.query(expression)));
                pending.put(record, () -> PrometheusProcess.hasData(prometheus.query(record)));
            }
        }
        assertThat(pending).hasSizeGreaterThan(100);
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!pending.keySet().equals(cannot) && System.nanoTime() < deadline) {
            pending.values().removeIf(BooleanSupplier::getAsBoolean);
        }
        assertThat(pending.keySet()).as(which).containsExactlyInAnyOrderElementsOf(cannot);
    }

    /** As Grafana fills them in, everything chosen. */
    private static String withVariables(String expression) {
        return expression
                .replace("$__rate_interval", "1m")
                .replace("$__range", "5m")
                .replace("$trunk_a", "byoc")
                .replace("$trunk_b", "native")
                .replaceAll("\\$(job|trunk|agent|pod)\\b", ".*");
    }

    @Test
    void everyMetricThatRulesAndDashboardsName_exists() throws IOException {
        Set<String> known = new HashSet<>(MonitoringFiles.exposed(bench.metrics()));
        known.add("up"); // Prometheus's own
        for (LatencyMetric metric : LatencyMetric.values()) { // nothing may be recorded yet
            for (String suffix : List.of("", "_bucket", "_count", "_sum")) {
                known.add(metric.metricName() + suffix);
            }
        }
        for (GatewayMeter meter : GatewayMeter.values()) {
            known.add(meter.metricName());
        }
        MonitoringFiles.rules().forEach(rule -> known.add(rule.path("record").asText()));
        Set<String> named = new TreeSet<>();
        MonitoringFiles.queries()
                .forEach(query -> named.addAll(MonitoringFiles.metrics(query.expression())));
        MonitoringFiles.rules()
                .forEach(rule -> named.addAll(MonitoringFiles.metrics(rule.path("expr").asText())));
        assertThat(named).hasSizeGreaterThan(50).isSubsetOf(known);
    }

    @Test
    void rulesAreLoadedAndEvaluatedWithoutAnError_andNothingFires() throws IOException {
        for (PrometheusProcess prometheus : List.of(nativeBuckets, classicBuckets)) {
            Bench.await(
                    "every rule was evaluated",
                    LIMIT,
                    () ->
                            prometheus.rules().stream()
                                    .noneMatch(rule ->
                                            rule.path("health").asText().equals("unknown")));
            assertThat(prometheus.rules()).hasSameSizeAs(MonitoringFiles.rules());
            for (JsonNode rule : prometheus.rules()) {
                String name = rule.path("name").asText();
                assertThat(rule.path("health").asText()).as(name).isEqualTo("ok");
                assertThat(rule.path("lastError").asText()).as(name).isEmpty();
                assertThat(rule.path("state").asText()).as(name).isNotEqualTo("firing");
            }
        }
    }

    @Test
    void targetIsUp() {
        for (PrometheusProcess prometheus : List.of(nativeBuckets, classicBuckets)) {
            Bench.await(
                    "the gateway is up",
                    LIMIT,
                    () ->
                            prometheus
                                    .targets()
                                    .valueStream()
                                    .anyMatch(
                                            target -> target.path("health").asText().equals("up")));
        }
    }

    @Test
    void socketsBuffersAndLoops_haveNamesThatStay() {
        for (String growing :
                List.of(
                        "trunkline_open_sockets{side=\"leg\"}",
                        "trunkline_open_sockets{side=\"model\"}",
                        "netty_allocator_memory_used_bytes{id=\"phones\",memory_type=\"direct\"}",
                        "netty_allocator_memory_used_bytes{id=\"models\",memory_type=\"direct\"}")) {
            Bench.await(growing, LIMIT, () -> number(nativeBuckets, growing) > 0);
        }
        assertThat(nativeBuckets.query("netty_eventexecutor_tasks_pending"))
                .isNotEmpty()
                .allSatisfy(loop ->
                        assertThat(loop.path("metric").path("name").asText())
                                .matches("vert\\.x-eventloop-thread-[0-9]+"));
    }

    /** The same turns, once in native buckets and once in classic ones. */
    @Test
    void nativeAndClassicBuckets_agree() {
        still.forEach(Bench::ended);
        String of = "{agent=\"" + STILL + "\"}";
        double turns = bench.counter(MODEL + "_count", STILL);
        assertThat(turns).isGreaterThanOrEqualTo(6);
        Bench.await(
                "all turns are scraped",
                LIMIT,
                () ->
                        number(nativeBuckets, "histogram_count(sum(" + MODEL + of + "))") == turns
                                && number(classicBuckets, "sum(" + MODEL + "_count" + of + ")")
                                        == turns);
        assertThat(nativeBuckets.query(MODEL + of)).allMatch(series -> series.has("histogram"));
        assertThat(classicBuckets.query(MODEL + of)).isEmpty();
        assertThat(number(nativeBuckets, "histogram_sum(sum(" + MODEL + of + "))"))
                .isEqualTo(number(classicBuckets, "sum(" + MODEL + "_sum" + of + ")"));
        double[] bounds = bounds(of);
        for (double quantile : new double[] {0.1, 0.5, 0.9}) {
            double fine =
                    number(
                            nativeBuckets,
                            "histogram_quantile(%s, sum(%s))".formatted(quantile, MODEL + of));
            double coarse =
                    number(
                            classicBuckets,
                            "histogram_quantile(%s, sum by (le) (%s))"
                                    .formatted(quantile, MODEL + "_bucket" + of));
            // Both lie in the classic bucket of the value itself, give or take a native one.
            double upper =
                    Arrays.stream(bounds).filter(bound -> bound >= coarse).min().orElseThrow();
            double lower = Arrays.stream(bounds).filter(bound -> bound < upper).max().orElse(0);
            assertThat(fine)
                    .as("quantile %s, classic %s", quantile, coarse)
                    .isBetween(lower / NATIVE_GROWTH, upper * NATIVE_GROWTH);
        }
    }

    private double[] bounds(String of) {
        return classicBuckets
                .query("sum by (le) (" + MODEL + "_bucket" + of + ")")
                .valueStream()
                .map(series -> series.path("metric").path("le").asText())
                .filter(bound -> !bound.equals("+Inf"))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    /** The one number that a query answers; NaN if there is none yet. */
    private static double number(PrometheusProcess prometheus, String expression) {
        JsonNode result = prometheus.query(expression);
        return result.isEmpty()
                ? Double.NaN
                : Double.parseDouble(result.path(0).path("value").path(1).asText());
    }

    @Test
    void exemplars_nameCallsOfThisGateway() throws IOException, InterruptedException {
        Set<String> live = new HashSet<>();
        try (HttpClient http = HttpClient.newHttpClient()) {
            URI calls =
                    URI.create("http://127.0.0.1:" + bench.gateway.managementPort() + "/api/calls");
            for (PrometheusProcess prometheus : List.of(nativeBuckets, classicBuckets)) {
                long deadline = System.nanoTime() + LIMIT.toNanos();
                Set<String> named = new HashSet<>();
                do {
                    assertThat(System.nanoTime()).as("%s of %s", named, live).isLessThan(deadline);
                    String body =
                            http.send(
                                            HttpRequest.newBuilder(calls).build(),
                                            BodyHandlers.ofString())
                                    .body();
                    new ObjectMapper()
                            .readTree(body)
                            .path("calls")
                            .forEach(call -> live.add(call.path("reference").asText()));
                    for (String series : List.of(MODEL, MODEL + "_bucket")) {
                        prometheus.exemplars(series).findValues("call").stream()
                                .map(JsonNode::asText)
                                .forEach(named::add);
                    }
                } while (named.stream().noneMatch(live::contains));
            }
        }
    }

    @Test
    void promtool_findsNothingWrong() throws Exception {
        Path rules = MonitoringFiles.K8S.resolve("prometheus").toAbsolutePath().normalize();
        assertThat(promtool("", "check", "rules", rules.resolve("rules.yaml").toString()))
                .contains("SUCCESS");
        assertThat(promtool("", "test", "rules", rules.resolve("rules_test.yaml").toString()))
                .contains("SUCCESS")
                .doesNotContain("FAILED");
        assertThat(
                        promtool(bench.metrics(), "check", "metrics")
                                .lines()
                                .filter(PrometheusIT::isFault))
                .isEmpty();
    }

    /** Micrometer's names are not ours to change; its users' dashboards know them. */
    private static boolean isFault(String complaint) {
        return Stream.of("netty_eventexecutor_", "process_cpu_time_ns_", "system_cpu_count")
                .noneMatch(complaint::startsWith);
    }

    private String promtool(String input, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("promtool"));
        command.addAll(List.of(arguments));
        Path in = Files.writeString(Files.createTempFile(directory, "in", ""), input);
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectInput(in.toFile())
                        .start();
        try (var out = process.getInputStream()) {
            return new String(out.readAllBytes(), StandardCharsets.UTF_8);
        } finally {
            process.waitFor();
        }
    }
}
