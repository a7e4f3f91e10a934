package dev.trunkline.gateway.agent.tool;

import dev.trunkline.gateway.agent.AgentProfile;
import dev.trunkline.gateway.agent.AgentTool;
import dev.trunkline.gateway.agent.JsonSchema;
import dev.trunkline.gateway.call.ToolService;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks HTTP services for all calls of a gateway. Any thread.
 *
 * <pre>
 *   run ──▶ arguments against schema ──▶ gate: so many at once ──▶ try ──▶ wait ──▶ try … ──▶ result
 *           (worker)                     (of one tool)            (address checked, connected, read)
 * </pre>
 */
public final class HttpTools implements ToolService {
    private static final Logger LOG = LoggerFactory.getLogger(HttpTools.class);

    /** Checking arguments takes microseconds, unless somebody means it not to. */
    private static final int CHECKERS = 2;

    /** Shorter than most servers keep a connection: a request must not meet a closing one. */
    private static final int KEEP_ALIVE_SECONDS = 15;

    private final VertxInternal vertx;
    private final HttpClient client;
    private final WorkerExecutor checkers;
    private final Map<String, ToolGate> gates = new ConcurrentHashMap<>();

    /** Replaced as a whole when profiles change; what is missing is compiled when it is used. */
    private volatile Map<JsonSchema, Optional<ArgumentSchema>> schemas = new ConcurrentHashMap<>();

    public HttpTools(Vertx vertx) {
        this(vertx, new HttpClientOptions());
    }

    /** With whom to trust, beside the gateway's own settings. */
    HttpTools(Vertx vertx, HttpClientOptions trusting) {
        this.vertx = (VertxInternal) vertx;
        client =
                vertx.createHttpClient(
                        new HttpClientOptions(trusting)
                                .setTcpNoDelay(true)
                                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                                .setName("tools"),
                        // What may run at once is each tool's own limit.
                        new PoolOptions().setHttp1MaxSize(1_000));
        checkers = vertx.createSharedWorkerExecutor("trunkline-tools", CHECKERS);
    }

    /**
     * Compiles the schemas of these agents' tools, and forgets all others. Completes when that is
     * done; a schema that cannot be used is logged, and its tool refuses.
     */
    public Future<Void> prepare(Collection<AgentProfile> agents) {
        Map<JsonSchema, Optional<ArgumentSchema>> compiled = new ConcurrentHashMap<>();
        return checkers.executeBlocking(
                        () -> {
                            agents.forEach(agent -> compile(agent, compiled));
                            schemas = compiled;
                            return compiled.size();
                        },
                        false)
                .mapEmpty();
    }

    @Override
    public Running run(Request request, EventLoop loop) {
        ContextInternal context = vertx.contextBuilder().withEventLoop(loop).build();
        HttpToolRun run = new HttpToolRun(request, this, context);
        context.runOnContext(_ -> run.start());
        return run;
    }

    /** The compiled schema of a tool; empty if it cannot be used. On a worker. */
    Optional<ArgumentSchema> schema(AgentTool.Http tool) {
        return schemas.computeIfAbsent(schemaOf(tool), schema -> compile(schema, tool.name()));
    }

    /** One gate for each service, whichever agents use it. */
    ToolGate gate(AgentTool.Http tool) {
        return gates.computeIfAbsent(tool.name() + " " + tool.url(), _ -> new ToolGate());
    }

    WorkerExecutor checkers() {
        return checkers;
    }

    HttpClient client() {
        return client;
    }

    VertxInternal vertx() {
        return vertx;
    }

    private static void compile(
            AgentProfile agent, Map<JsonSchema, Optional<ArgumentSchema>> compiled) {
        for (AgentTool tool : agent.tools().values()) {
            if (tool instanceof AgentTool.Http http) {
                compiled.computeIfAbsent(schemaOf(http), schema -> compile(schema, http.name()));
            }
        }
    }

    private static JsonSchema schemaOf(AgentTool.Http tool) {
        return tool.parameters() == null ? JsonSchema.NO_ARGUMENTS : tool.parameters();
    }

    private static Optional<ArgumentSchema> compile(JsonSchema schema, String tool) {
        try {
            return Optional.of(ArgumentSchema.compile(schema));
        } catch (UnusableSchemaException unusable) {
            LOG.atError()
                    .setMessage("tool.schema_unusable")
                    .addKeyValue("tool", tool)
                    .addKeyValue("cause", unusable.getMessage())
                    .log();
            return Optional.empty();
        }
    }
}
