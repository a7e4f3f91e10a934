package dev.trunkline.gateway.admin;

import dev.trunkline.gateway.config.HttpConfig;
import dev.trunkline.gateway.edge.Edge;
import dev.trunkline.gateway.pbx.sdp.SdpCalls;
import dev.trunkline.gateway.trunk.dial.OutboundCalls;
import dev.trunkline.observability.compare.Comparisons;
import dev.trunkline.observability.metrics.GatewayMeters;
import dev.trunkline.observability.record.CallRecords;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The management port: metrics and health for machines, and behind the admin token, if there is
 * one, the API and the pages. Without a token the port is on loopback.
 */
public final class ManagementServer {
    private static final Logger LOG = LoggerFactory.getLogger(ManagementServer.class);
    private static final int MAX_BODY_BYTES = 64 * 1024;
    private static final int MAX_HEADER_BYTES = 8 * 1024;
    private static final int IDLE_SECONDS = 60;
    private static final int STOP_SECONDS = 2;

    private static final RecordQueries.Bounds LOOK_UPS =
            new RecordQueries.Bounds("records", 2, 32, Duration.ofSeconds(15));
    // One at a time: it takes a core for as long as it runs.
    private static final RecordQueries.Bounds COMPARISONS =
            new RecordQueries.Bounds("comparison", 1, 4, Duration.ofSeconds(60));
    // The length of an export is the reader's choice; one that stalls is ended by the exporter.
    private static final RecordQueries.Bounds EXPORTS =
            new RecordQueries.Bounds("export", 2, 4, Duration.ofHours(6));

    private final Vertx vertx;
    private final HttpConfig config;
    private final Sources sources;
    private final RecordQueries lookUps;
    private final RecordQueries comparisons;
    private final RecordQueries exports;
    private final HttpServer server;
    private volatile boolean stopping;

    /**
     * What the port answers from.
     *
     * @param records of ended calls; {@link dev.trunkline.observability.record.NoRecords} where
     *     none are kept
     * @param wallClock what "the last 24 hours" are counted from
     */
    public record Sources(
            GatewayMeters meters,
            Readiness readiness,
            CallDirectory calls,
            AgentDirectory agents,
            OutboundCalls outbound,
            SdpCalls rtp,
            CallRecords records,
            Comparisons comparisons,
            InstantSource wallClock) {}

    /** Not listening until {@link #start}. */
    public ManagementServer(Edge edge, HttpConfig config, Sources sources) {
        this.vertx = edge.vertx();
        this.config = config;
        this.sources = sources;
        this.lookUps = new RecordQueries(vertx, sources.records(), LOOK_UPS);
        this.comparisons = new RecordQueries(vertx, sources.records(), COMPARISONS);
        this.exports = new RecordQueries(vertx, sources.records(), EXPORTS);
        this.server =
                edge.managementServer(
                                new HttpServerOptions()
                                        .setMaxHeaderSize(MAX_HEADER_BYTES)
                                        .setIdleTimeout(IDLE_SECONDS)
                                        .setCompressionSupported(true))
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

    /**
     * Closes the port; requests that are being answered get a moment for that. Their worker threads
     * end with Vert.x: to end them interrupts their queries, which an embedded database does not
     * survive, and what waits for it is not written yet.
     */
    public Future<Void> stop() {
        stopping = true;
        return server.shutdown(STOP_SECONDS, TimeUnit.SECONDS);
    }

    private Router router() {
        Router router = Router.router(vertx);
        new ProbeRoutes(vertx, sources.meters(), sources.readiness(), () -> stopping).mount(router);
        router.route().handler(Reply::guarded);
        // Ahead of the routes below it, so that without a token nobody learns which exist.
        router.route().handler(new AdminGuard(config.adminToken()));
        router.route("/api/*").handler(BodyHandler.create(false).setBodyLimit(MAX_BODY_BYTES));
        new OutboundRoutes(sources.outbound()).mount(router);
        new CallRoutes(sources.calls(), sources.outbound(), lookUps, sources.wallClock())
                .mount(router);
        new ComparisonRoutes(
                        new ComparisonCache(vertx, sources.comparisons(), comparisons), sources)
                .mount(router);
        new RtpRoutes(sources.rtp()).mount(router);
        new AgentRoutes(sources.agents()).mount(router);
        new ExportRoutes(exports, sources.wallClock()).mount(router);
        new Assets().mount(router);
        router.get("/").handler(context -> context.redirect("/compare"));
        answer(router, 404, "no such page: try /compare, /calls, /api/calls, /metrics");
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
        router.errorHandler(status, context -> ErrorAnswer.send(context, status, message));
    }
}
