package dev.trunkline.gateway.admin;

import dev.trunkline.gateway.admin.page.ErrorPage;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/**
 * How the management port says no: a small page for browsers, {@code {"error": …}} for everyone
 * else, never a stack trace.
 */
final class ErrorAnswer {
    private ErrorAnswer() {}

    static void send(RoutingContext context, int status, String message) {
        context.response().setStatusCode(status);
        if (wantsPage(context)) {
            Reply.html(context, new ErrorPage(status, message).render());
        } else {
            Reply.json(context, new JsonObject().put("error", message));
        }
    }

    private static boolean wantsPage(RoutingContext context) {
        String accept = context.request().getHeader(HttpHeaders.ACCEPT);
        String path = context.request().path();
        return accept != null
                && accept.contains("text/html")
                && (path == null || !path.startsWith("/api/"));
    }
}
