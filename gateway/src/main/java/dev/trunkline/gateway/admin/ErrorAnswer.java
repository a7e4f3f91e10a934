package dev.trunkline.gateway.admin;

import dev.trunkline.gateway.admin.page.ErrorPage;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/**
 * How the management port says no: a small page for browsers, a line for who wants plain text, as
 * {@code ./trunkline compare} does, {@code {"error": …}} for everyone else, never a stack trace.
 */
final class ErrorAnswer {
    private ErrorAnswer() {}

    static void send(RoutingContext context, int status, String message) {
        context.response().setStatusCode(status);
        String accept = context.request().getHeader(HttpHeaders.ACCEPT);
        if (accept != null && accept.startsWith("text/plain")) {
            Reply.text(context, message + "\n");
        } else if (accept != null && accept.contains("text/html") && !isApi(context)) {
            Reply.html(context, new ErrorPage(status, message).render());
        } else {
            Reply.json(context, new JsonObject().put("error", message));
        }
    }

    private static boolean isApi(RoutingContext context) {
        String path = context.request().path();
        return path != null && path.startsWith("/api/");
    }
}
