package dev.trunkline.gateway.admin;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** How the management port says no: {@code {"error": …}}, never a stack trace. */
final class ErrorAnswer {
    private ErrorAnswer() {}

    static void send(RoutingContext context, int status, String message) {
        context.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(new JsonObject().put("error", message).toBuffer())
                .onFailure(gone -> context.response().reset()); // the peer left: nothing to tell
    }
}
