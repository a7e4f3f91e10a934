package dev.trunkline.gateway.admin;

import dev.trunkline.observability.metrics.GatewayMeters;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.function.BooleanSupplier;

/** What scrapers and probes ask, without a token: {@code /metrics} and {@code /health}. */
final class ProbeRoutes {
    private final Vertx vertx;
    private final GatewayMeters meters;
    private final Readiness readiness;

    private final BooleanSupplier stopping;

    ProbeRoutes(Vertx vertx, GatewayMeters meters, Readiness readiness, BooleanSupplier stopping) {
        this.vertx = vertx;
        this.meters = meters;
        this.readiness = readiness;
        this.stopping = stopping;
    }

    void mount(Router router) {
        router.get("/metrics").handler(this::metrics);
        router.get("/health/live").handler(context -> health(context, 200, "live"));
        router.get("/health/ready").handler(this::ready);
        router.route("/metrics").handler(context -> context.fail(405));
        router.route("/health/live").handler(context -> context.fail(405));
        router.route("/health/ready").handler(context -> context.fail(405));
    }

    private void metrics(RoutingContext context) {
        String accept = context.request().getHeader(HttpHeaders.ACCEPT);
        vertx.executeBlocking(() -> meters.scrape(accept), false)
                .onSuccess(scrape ->
                        Reply.end(context, scrape.contentType(), Buffer.buffer(scrape.body())))
                .onFailure(cause -> {
                    if (stopping.getAsBoolean()) { // no worker runs any more: that is no error
                        context.response().reset();
                    } else {
                        context.fail(cause);
                    }
                });
    }

    private void ready(RoutingContext context) {
        if (readiness.ready()) {
            health(context, 200, "ready");
        } else {
            health(context, 503, readiness.reason());
        }
    }

    private static void health(RoutingContext context, int status, String text) {
        context.response().setStatusCode(status);
        Reply.json(context, new JsonObject().put("status", text));
    }
}
