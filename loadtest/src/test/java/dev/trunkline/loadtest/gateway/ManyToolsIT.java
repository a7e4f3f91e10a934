package dev.trunkline.loadtest.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.loadtest.model.Answers;
import dev.trunkline.loadtest.model.Answers.ScriptedTurn;
import dev.trunkline.loadtest.model.Answers.ToolCall;
import dev.trunkline.loadtest.model.HistoryItem;
import dev.trunkline.loadtest.model.ModelBehavior;
import dev.trunkline.loadtest.model.ModelConnection;
import dev.trunkline.loadtest.phone.PhoneCall;
import dev.trunkline.loadtest.phone.PhoneCallReport;
import dev.trunkline.loadtest.phone.PhoneCallReport.Outcome;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Ten tools at once in each of fifty calls: five hundred requests, of which so many may run. */
@ExtendWith(Leaks.class)
class ManyToolsIT {
    private static final int CALLS = 50;
    private static final int TOOLS = 10;
    private static final int MOST_AT_ONCE = 100;
    private static final int SERVICE_MS = 20;

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger mostRunning = new AtomicInteger();
    private final AtomicInteger answered = new AtomicInteger();
    private final HttpServer service =
            Bench.get(vertx.createHttpServer().requestHandler(this::ask).listen(0, "127.0.0.1"));

    @AfterEach
    void close() {
        Bench.get(Future.fromCompletionStage(vertx.close().toCompletionStage()));
    }

    private void ask(HttpServerRequest request) {
        mostRunning.accumulateAndGet(running.incrementAndGet(), Math::max);
        vertx.setTimer(
                SERVICE_MS,
                _ -> {
                    running.decrementAndGet();
                    request.response().end("slot " + answered.incrementAndGet());
                });
    }

    @Test
    void tenToolsAtOnceUnderFiftyCalls_areAllAnswered_withinTheToolsLimit() {
        ToolCall[] ten =
                IntStream.range(0, TOOLS)
                        .mapToObj(_ -> new ToolCall("slots", "{}"))
                        .toArray(ToolCall[]::new);
        String agents =
                """
                {default: {instructions: Be brief., tools: {slots: {
                   description: Find a slot., url: 'http://127.0.0.1:%d/slots',
                   allowPrivateNetwork: true, maxConcurrent: %d, timeout: 30s}}}}
                """
                        .formatted(service.actualPort(), MOST_AT_ONCE);
        try (Bench bench =
                new Bench(
                        Map.of("TRUNKLINE_AGENTS", agents),
                        _ ->
                                ModelBehavior.defaults()
                                        .withAnswers(
                                                Answers.defaults()
                                                        .withTurns(
                                                                Map.of(
                                                                        1,
                                                                        ScriptedTurn.calls(
                                                                                ten)))))) {
            List<PhoneCall> calls =
                    Stream.generate(() -> bench.place(Bench.shortCall("default").build()))
                            .limit(CALLS)
                            .toList();
            for (PhoneCall call : calls) {
                PhoneCallReport report = Bench.ended(call);
                assertThat(report.outcome()).isEqualTo(Outcome.CALLER_HUNG_UP);
                assertThat(report.violations()).isEmpty();
                assertThat(report.stream().orElseThrow().turns()).hasSize(1);
            }
            assertThat(bench.model.connections()).hasSize(CALLS);
            assertThat(bench.model.connections().stream().map(ManyToolsIT::outputs))
                    .allSatisfy(outputs ->
                            assertThat(outputs)
                                    .hasSize(TOOLS)
                                    .doesNotHaveDuplicates()
                                    .allMatch(output -> output.contains("slot ")));
            assertThat(answered).hasValue(CALLS * TOOLS);
            assertThat(mostRunning.get()).isBetween(TOOLS, MOST_AT_ONCE);
            assertThat(bench.counter("trunkline_tool_calls_total")).isEqualTo(CALLS * TOOLS);
        }
    }

    private static List<String> outputs(ModelConnection model) {
        return model.conversation().stream()
                .filter(item -> item.type().equals("function_call_output"))
                .map(HistoryItem::text)
                .toList();
    }
}
