package dev.trunkline.gateway.agent.tool;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trunkline.gateway.agent.AgentTool;
import dev.trunkline.gateway.agent.JsonSchema;
import dev.trunkline.gateway.call.ToolResult;
import dev.trunkline.gateway.call.ToolService;
import dev.trunkline.gateway.config.keys.Secret;
import io.netty.channel.EventLoop;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.ContextInternal;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Puts a secret wherever a tool has room for one, and searches the log, down to debug. */
class ToolSecrecyIT {
    private static final String ARGUMENT = "my-insurance-number-4711";
    private static final String KEY = "hunter2-service-key";
    private static final String ANSWER = "diagnosis-in-the-answer";
    private static final String PATH = "path-of-the-service";

    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();
    private final Vertx vertx = Vertx.vertx();
    private final EventLoop loop = ((ContextInternal) vertx.getOrCreateContext()).nettyEventLoop();
    private final FakeService service = new FakeService();
    private final HttpTools tools = new HttpTools(vertx);
    private final List<ToolResult> results = new ArrayList<>();

    @BeforeEach
    void capture() {
        root.setLevel(Level.DEBUG);
        appender.start();
        root.addAppender(appender);
    }

    @AfterEach
    void release() throws Exception {
        root.detachAppender(appender);
        service.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Test
    void nothingOfArgumentsSecretsAndAnswers_isLogged() throws Exception {
        List<Consumer<HttpServerResponse>> answers =
                List.of(
                        to -> to.end(ANSWER),
                        to -> to.setStatusCode(500).setStatusMessage(ANSWER).end(ANSWER),
                        to -> to.setStatusCode(302).putHeader("Location", "/" + ANSWER).end(),
                        to -> to.putHeader("Content-Type", "text/html").end(ANSWER),
                        HttpServerResponse::reset,
                        _ -> {});
        for (Consumer<HttpServerResponse> answer : answers) {
            service.answer(answer);
            run(true, "{\"type\":\"object\"}");
        }
        run(false, "{\"type\":\"object\"}");
        run(true, "{\"type\":\"object\",\"properties\":{\"x\":{\"type\":\"integer\"}}}");
        run(true, "{\"type\":\"object\",\"$ref\":\"#\"}");

        assertThat(results).extracting(ToolResult::status).contains(ToolResult.Status.values());
        String logged = logged();
        assertThat(logged).contains("tool.address_refused", "tool.schema_unusable", "slots");
        assertThat(List.of(ARGUMENT, KEY, ANSWER)).noneMatch(logged::contains);
        // What the model is told of failures is short, and says nothing of the service.
        assertThat(results.stream().filter(each -> each.status() != ToolResult.Status.OK))
                .allSatisfy(failed ->
                        assertThat(failed.output())
                                .hasSizeLessThan(400)
                                .doesNotContain(ARGUMENT, KEY, ANSWER, PATH, "127.0.0.1"));
    }

    private void run(boolean allowPrivateNetwork, String schema) throws Exception {
        AgentTool.Http tool =
                new AgentTool.Http(
                        "slots",
                        "Find a slot.",
                        URI.create(service.url() + "/" + PATH),
                        AgentTool.Method.GET,
                        new JsonSchema(schema),
                        Map.of("Authorization", new Secret("Bearer " + KEY)),
                        Duration.ofMillis(500),
                        1,
                        32,
                        16_384,
                        null,
                        Duration.ofSeconds(1),
                        allowPrivateNetwork);
        ObjectNode arguments = new JsonMapper().createObjectNode().put("x", ARGUMENT);
        ToolService.Request request = new ToolService.Request(tool, arguments, "call-7", null);
        results.add(
                tools.run(request, loop)
                        .result()
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(30, TimeUnit.SECONDS));
        // What somebody who logs these records would print.
        root.info("{} {} {}", request, tool, results.getLast());
    }

    private String logged() {
        StringBuilder text = new StringBuilder();
        for (ILoggingEvent event : List.copyOf(appender.list)) {
            text.append(event.getFormattedMessage()).append(event.getKeyValuePairs());
            if (event.getThrowableProxy() != null) {
                text.append(ThrowableProxyUtil.asString(event.getThrowableProxy()));
            }
            text.append('\n');
        }
        return text.toString();
    }
}
