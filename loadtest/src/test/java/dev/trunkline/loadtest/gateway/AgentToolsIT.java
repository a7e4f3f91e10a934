package dev.trunkline.loadtest.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.loadtest.model.AnswerScript.McpServer;
import dev.trunkline.loadtest.model.Answers;
import dev.trunkline.loadtest.model.Answers.McpCall;
import dev.trunkline.loadtest.model.Answers.ScriptedTurn;
import dev.trunkline.loadtest.model.Answers.ToolCall;
import dev.trunkline.loadtest.model.HistoryItem;
import dev.trunkline.loadtest.model.ModelBehavior;
import dev.trunkline.loadtest.model.ModelConnection;
import dev.trunkline.loadtest.phone.CallProgress;
import dev.trunkline.loadtest.phone.PhoneCall;
import dev.trunkline.loadtest.phone.PhoneCallReport;
import dev.trunkline.loadtest.phone.PhoneCallReport.Outcome;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Agents with tools, from the model's call to what the caller hears. */
@ExtendWith(Leaks.class)
class AgentToolsIT {
    private static final String AGENT = "desk";

    private final Vertx vertx = Vertx.vertx();
    private final List<HttpServerResponse> asked = new CopyOnWriteArrayList<>();
    private final AtomicInteger brokenOff = new AtomicInteger();
    private final HttpServer service =
            Bench.get(vertx.createHttpServer().requestHandler(this::ask).listen(0, "127.0.0.1"));

    @AfterEach
    void close() {
        Bench.get(Future.fromCompletionStage(vertx.close().toCompletionStage()));
    }

    private void ask(HttpServerRequest request) {
        request.response().exceptionHandler(_ -> brokenOff.incrementAndGet());
        request.body().onSuccess(_ -> asked.add(request.response()));
    }

    /** An agent with the tool {@code slots} of the service, and whatever else. */
    private Bench bench(Map<Integer, ScriptedTurn> turns, String toolKeys, String agentKeys) {
        String agents =
                """
                {default: {instructions: x}, billing: {instructions: Bills.},
                 desk: {instructions: Be brief., model: desk, tools: {slots: {
                   description: Find a slot., url: 'http://127.0.0.1:%d/slots',
                   allowPrivateNetwork: true%s}}%s}}
                """
                        .formatted(service.actualPort(), toolKeys, agentKeys);
        return new Bench(
                Map.of("TRUNKLINE_AGENTS", agents),
                _ -> behavior(Answers.defaults().withTurns(turns)));
    }

    private static ModelBehavior behavior(Answers answers) {
        return ModelBehavior.defaults().withAnswers(answers);
    }

    private void answer(int request, String text) {
        Bench.await("the service was asked", () -> asked.size() > request);
        Bench.get(asked.get(request).end(text));
    }

    private static List<String> outputs(ModelConnection model) {
        return model.conversation().stream()
                .filter(item -> item.type().equals("function_call_output"))
                .map(HistoryItem::text)
                .toList();
    }

    /** The caller heard the greeting and an answer, and nobody broke a rule. */
    private static void assertWentWell(PhoneCallReport report, ModelConnection model) {
        assertThat(report.outcome()).isEqualTo(Outcome.CALLER_HUNG_UP);
        assertThat(report.violations()).isEmpty();
        assertThat(report.stream().orElseThrow().turns()).hasSize(1);
        assertThat(model.record().violations()).isEmpty();
    }

    @Test
    void toolsResult_isAnsweredAloud() {
        try (Bench bench = bench(Map.of(1, ScriptedTurn.call("slots", "{}")), "", "")) {
            PhoneCall call = bench.place(Bench.shortCall(AGENT).build());
            answer(0, "{\"free\":[9]}");
            PhoneCallReport report = Bench.ended(call);
            assertWentWell(report, bench.connection(AGENT));
            assertThat(outputs(bench.connection(AGENT))).containsExactly("{\"free\":[9]}");
            assertThat(bench.counter("trunkline_tool_calls_total", "http")).isEqualTo(1);
            assertThat(bench.counter("trunkline_tool_results_total", "ok")).isEqualTo(1);
            assertThat(bench.counter("trunkline_tool_call_seconds_count")).isEqualTo(1);
        }
    }

    @Test
    void tenToolsAtOnce_areAnsweredOnce() {
        ToolCall[] ten =
                IntStream.range(0, 10)
                        .mapToObj(_ -> new ToolCall("slots", "{}"))
                        .toArray(ToolCall[]::new);
        try (Bench bench = bench(Map.of(1, ScriptedTurn.calls(ten)), "", "")) {
            PhoneCall call = bench.place(Bench.shortCall(AGENT).build());
            for (int i = 0; i < 10; i++) {
                answer(i, "slot " + i);
            }
            assertWentWell(Bench.ended(call), bench.connection(AGENT));
            ModelConnection model = bench.connection(AGENT);
            assertThat(outputs(model)).hasSize(10).doesNotHaveDuplicates();
            assertThat(model.record().clientEvents())
                    .filteredOn("response.create"::equals)
                    .hasSize(2); // the greeting, and one for all ten
        }
    }

    @Test
    void slowTool_isBridgedByAFiller_andItsResultAnswered() {
        try (Bench bench =
                bench(
                        Map.of(1, ScriptedTurn.call("slots", "{}")),
                        ", filler: 'One moment, please.', fillerAfter: 100ms",
                        "")) {
            PhoneCall call = bench.place(Bench.shortCall(AGENT).build());
            ModelConnection model = bench.connection(AGENT);
            Bench.await(
                    "greeting and filler were asked for",
                    () ->
                            model.record().clientEvents().stream()
                                            .filter("response.create"::equals)
                                            .count()
                                    == 2);
            answer(0, "nine");
            PhoneCallReport report = Bench.ended(call);
            assertWentWell(report, model);
        }
    }

    @Test
    void callerWhoHangsUp_breaksTheToolOff() {
        try (Bench bench = bench(Map.of(1, ScriptedTurn.call("slots", "{}")), "", "")) {
            PhoneCall call = bench.place(Bench.shortCall(AGENT).build());
            Bench.await("the service was asked", () -> asked.size() == 1);
            call.hangUp();
            Bench.ended(call);
            Bench.await("the request was broken off", () -> brokenOff.get() == 1);
            bench.assertAtRest();
            assertThat(bench.counter("trunkline_tool_results_total", "abandoned")).isEqualTo(1);
        }
    }

    @Test
    void serviceThatFails_costsTheCallNothing() {
        try (Bench bench = bench(Map.of(1, ScriptedTurn.call("slots", "{}")), "", "")) {
            PhoneCall call = bench.place(Bench.shortCall(AGENT).build());
            Bench.await("the service was asked", () -> asked.size() == 1);
            Bench.get(asked.getFirst().setStatusCode(500).end("<html>at java.lang.Oops</html>"));
            assertWentWell(Bench.ended(call), bench.connection(AGENT));
            assertThat(outputs(bench.connection(AGENT)))
                    .containsExactly(
                            "{\"error\":\"the service answered with an error\",\"status\":500}");
        }
    }

    @Test
    void switchAgent_goesOnWithTheOthersInstructions() {
        try (Bench bench =
                bench(
                        Map.of(1, ScriptedTurn.call("switch_agent", "{\"agent\":\"billing\"}")),
                        "",
                        ", switchTo: [billing]")) {
            PhoneCallReport report = bench.call(Bench.shortCall(AGENT).build());
            assertWentWell(report, bench.connection(AGENT));
            ModelConnection model = bench.connection(AGENT);
            assertThat(model.record().clientEvents())
                    .filteredOn("session.update"::equals)
                    .hasSize(2);
            assertThat(bench.counter("trunkline_tool_calls_total", "switch_agent")).isEqualTo(1);
        }
    }

    @Test
    void sendDtmf_isHeardBehindTheAgentsWords() {
        try (Bench bench =
                bench(
                        Map.of(1, ScriptedTurn.speakAndCall("send_dtmf", "{\"digits\":\"42#\"}")),
                        "",
                        ", sendDtmf: true")) {
            PhoneCallReport report = bench.call(Bench.shortCall(AGENT).build());
            assertWentWell(report, bench.connection(AGENT));
            assertThat(outputs(bench.connection(AGENT))).containsExactly("{\"result\":\"sent\"}");
        }
    }

    @Test
    void mcpServersTools_areUsedByTheModelsSide_withTheProfilesConsent() {
        McpCall call = new McpCall("crm", "find", "{}", "found", true);
        Map<String, String> environment = new HashMap<>();
        environment.put(
                "TRUNKLINE_AGENTS",
                "{default: {instructions: x, model: default, tools: {crm: {type: mcp, url:"
                        + " 'https://mcp.example.com/sse'}}}}");
        Answers answers = Answers.defaults().withTurns(Map.of(1, ScriptedTurn.mcp(call)));
        try (Bench bench =
                new Bench(
                        environment,
                        _ ->
                                behavior(
                                        answers.withScript(
                                                answers.script()
                                                        .withMcpServers(
                                                                Map.of(
                                                                        "crm",
                                                                        new McpServer(
                                                                                List.of("find"),
                                                                                false))))))) {
            PhoneCall placed = bench.place(Bench.shortCall("default").build());
            Bench.reached(placed, CallProgress::agentAudible);
            PhoneCallReport report = Bench.ended(placed);
            assertWentWell(report, bench.connection("default"));
            assertThat(bench.counter("trunkline_tool_calls_total", "mcp")).isEqualTo(1);
            assertThat(bench.counter("trunkline_tool_results_total", "ok")).isEqualTo(1);
        }
    }
}
