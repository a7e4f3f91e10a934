package dev.trunkline.gateway.admin;

import dev.trunkline.gateway.config.HttpConfig;
import dev.trunkline.observability.metrics.GatewayMeters;
import dev.trunkline.observability.metrics.Scrape;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The management port: {@code /metrics}, {@code /health/live}, {@code /health/ready} and {@code
 * /api/calls}. The latter wants the admin token, if there is one; without one the port is on
 * loopback.
 */
public final class ManagementServer {
    private static final Logger LOG = LoggerFactory.getLogger(ManagementServer.class);
    private static final int MAX_BODY_BYTES = 64 * 1024;
    private static final int MAX_HEADER_BYTES = 8 * 1024;
    private static final int IDLE_SECONDS = 60;
    private static final int STOP_SECONDS = 2;

    private final Vertx vertx;
    private final HttpConfig config;
    private final GatewayMeters meters;
    private final Readiness readiness;
    private final CallDirectory calls;
    private final HttpServer server;
    private volatile boolean stopping;

    /** What the port answers from. */
    public record Sources(GatewayMeters meters, Readiness readiness, CallDirectory calls) {}

    /** Not listening until {@link #start}. */
    public ManagementServer(Vertx vertx, HttpConfig config, Sources sources) {
        this.vertx = vertx;
        this.config = config;
        this.meters = sources.meters();
        this.readiness = sources.readiness();
        this.calls = sources.calls();
        this.server =
                vertx.createHttpServer(
                                new HttpServerOptions()
                                        .setMaxHeaderSize(MAX_HEADER_BYTES)
                                        .setIdleTimeout(IDLE_SECONDS))
                        .requestHandler(router());
    }

    /**
     * Opens the port.
     *
     * @return the port that it listens on; fails if it is taken
     */
    public Future<Integer> start() {
        return server.listen(config.managementPort(), config.managementHost())
                .map(HttpServer::actualPort);
    }

    /** Closes the port; requests that are being answered get a moment for that. */
    public Future<Void> stop() {
        stopping = true;
        return server.shutdown(STOP_SECONDS, TimeUnit.SECONDS);
    }

    private Router router() {
        Router router = Router.router(vertx);
        router.get("/metrics").handler(this::metrics);
        router.get("/health/live").handler(context -> health(context, 200, "live"));
        router.get("/health/ready").handler(this::ready);
        // Ahead of the routes below it, so that without a token nobody learns which exist.
        router.route("/api/*").handler(new AdminGuard(config.adminToken()));
        router.route("/api/*").handler(BodyHandler.create(false).setBodyLimit(MAX_BODY_BYTES));
        router.get("/api/calls").handler(this::liveCalls);
        answer(router, 404, "no such page: try /metrics, /health/live, /health/ready, /api/calls");
        answer(router, 405, "method not allowed here");
        answer(router, 413, "body too large: at most " + MAX_BODY_BYTES + " bytes");
        answer(router, 400, "malformed request");
        router.errorHandler(
                500,
                context -> {
                    LOG.atError()
                            .addKeyValue("path", String.valueOf(context.normalizedPath()))
                            .setCause(context.failure())
                            .log("management_request_failed");
                    ErrorAnswer.send(context, 500, "internal error: see the log");
                });
        return router;
    }

    private static void answer(Router router, int status, String message) {
        Handler<RoutingContext> answer = context -> ErrorAnswer.send(context, status, message);
        router.errorHandler(status, answer);
    }

    private void metrics(RoutingContext context) {
        String accept = context.request().getHeader(HttpHeaders.ACCEPT);
        vertx.executeBlocking(() -> meters.scrape(accept), false)
                .onSuccess(scrape -> send(context, scrape))
                .onFailure(cause -> {
                    if (stopping) { // no worker will run it any more, and that is no error
                        context.response().reset();
                    } else {
                        context.fail(cause);
                    }
                });
    }

    private static void send(RoutingContext context, Scrape scrape) {
        context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, scrape.contentType())
                .end(Buffer.buffer(scrape.body()))
                .onFailure(gone -> context.response().reset());
    }

    private void ready(RoutingContext context) {
        if (readiness.ready()) {
            health(context, 200, "ready");
        } else {
            health(context, 503, readiness.reason());
        }
    }

    private static void health(RoutingContext context, int status, String text) {
        json(context, status, new JsonObject().put("status", text));
    }

    private void liveCalls(RoutingContext context) {
        JsonArray list = new JsonArray();
        for (CallDirectory.LiveCall call : calls.liveCalls()) {
            list.add(
                    new JsonObject()
                            .put("reference", call.reference())
                            .put("agent", call.agent())
                            .put("trunk", call.trunk())
                            .put("phase", call.phase().label())
                            .put("seconds", call.seconds()));
        }
        json(context, 200, new JsonObject().put("calls", list));
    }

    private static void json(RoutingContext context, int status, JsonObject body) {
        context.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(body.toBuffer())
                .onFailure(gone -> context.response().reset());
    }
}
