package dev.trunkline.gateway.admin;

import dev.trunkline.gateway.trunk.dial.CallRequest;
import dev.trunkline.gateway.trunk.dial.OutboundCalls;
import dev.trunkline.gateway.trunk.dial.Placement;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** Calls out: {@code POST /api/calls} places one, {@code DELETE /api/calls/{id}} ends it. */
final class OutboundRoutes {
    private static final int ACCEPTED = 202;

    private final OutboundCalls calls;

    OutboundRoutes(OutboundCalls calls) {
        this.calls = calls;
    }

    void mount(Router router) {
        router.post("/api/calls").handler(this::place);
        router.delete("/api/calls/:id").handler(this::end);
    }

    private void place(RoutingContext context) {
        CallRequest request;
        String key;
        try {
            CallOrder order = CallOrder.read(context.body().buffer());
            request = order.request();
            String header = context.request().getHeader("Idempotency-Key");
            key = header == null ? order.idempotencyKey() : CallOrder.key(header);
        } catch (BadOrderException bad) {
            ErrorAnswer.send(context, 400, String.valueOf(bad.getMessage()));
            return;
        }
        calls.place(request, key)
                .onSuccess(placement -> answer(context, placement))
                .onFailure(context::fail);
    }

    private static void answer(RoutingContext context, Placement placement) {
        switch (placement) {
            case Placement.Taken(var call) -> {
                accepted(context, call.id());
                Reply.json(context, DialJson.of(call));
            }
            case Placement.Repeated(String id) -> {
                accepted(context, id);
                Reply.json(context, new JsonObject().put("id", id).put("repeated", true));
            }
            case Placement.Refused(var reason, String sentence) -> {
                int status = status(reason);
                if (status == 503 || status == 429) {
                    context.response().putHeader(HttpHeaders.RETRY_AFTER, "5");
                }
                ErrorAnswer.send(context, status, sentence);
            }
        }
    }

    private static void accepted(RoutingContext context, String id) {
        context.response()
                .setStatusCode(ACCEPTED)
                .putHeader(HttpHeaders.LOCATION, "/api/calls/" + id);
    }

    private static int status(Placement.Reason reason) {
        return switch (reason) {
            case MISTAKEN -> 400;
            case NOT_ALLOWED -> 403;
            case OUT_OF_HOURS, KEY_REUSED -> 409;
            case QUEUE_FULL -> 429;
            case DRAINING, STORE_AWAY -> 503;
        };
    }

    private void end(RoutingContext context) {
        calls.end(String.valueOf(context.pathParam("id")))
                .onSuccess(ending -> {
                    if (ending) {
                        context.response().setStatusCode(ACCEPTED);
                        Reply.json(context, new JsonObject().put("ending", true));
                    } else {
                        ErrorAnswer.send(
                                context,
                                404,
                                "no such call out, or it is over: see /api/calls/{id}");
                    }
                })
                .onFailure(context::fail);
    }
}
