package dev.trunkline.gateway.admin;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/** Answers whose headers are the same everywhere. The status is the response's own. */
final class Reply {
    /**
     * Nothing but what this port serves itself, no script or style within a page, in no frame
     * (Content Security Policy Level 3).
     */
    private static final String CONTENT_SECURITY_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
                    + " connect-src 'self'; form-action 'self'; frame-ancestors 'none';"
                    + " base-uri 'none'";

    private Reply() {}

    static void json(RoutingContext context, JsonObject body) {
        json(context, body.toBuffer());
    }

    /** The same with a body that is JSON already. */
    static void json(RoutingContext context, Buffer body) {
        fresh(context, "application/json", body);
    }

    static void text(RoutingContext context, String body) {
        fresh(context, "text/plain; charset=utf-8", Buffer.buffer(body));
    }

    static void html(RoutingContext context, String body) {
        context.response().putHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY);
        fresh(context, "text/html; charset=utf-8", Buffer.buffer(body));
    }

    /**
     * The same of a page that is made on a worker thread: on this event loop, which calls share, it
     * would hold up their audio. On the request's context.
     */
    static void page(RoutingContext context, Callable<String> page) {
        made(context, page, body -> html(context, body));
    }

    /** As {@link #page}, of JSON. */
    static void document(RoutingContext context, Callable<Buffer> document) {
        made(context, document, body -> json(context, body));
    }

    private static <T> void made(RoutingContext context, Callable<T> body, Consumer<T> send) {
        context.vertx()
                .getOrCreateContext()
                .executeBlocking(body, false)
                .onSuccess(send::accept)
                .onFailure(context::fail);
    }

    /** Headers of everything but probes: read as what it is, and by this port's pages only. */
    static void guarded(RoutingContext context) {
        context.response()
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Cross-Origin-Resource-Policy", "same-origin");
        context.next();
    }

    /** Sends {@code body} as the whole answer. */
    static void end(RoutingContext context, String contentType, Buffer body) {
        HttpServerResponse response = context.response();
        if (response.ended() || response.closed()) {
            return; // the peer left while this was made
        }
        response.putHeader(HttpHeaders.CONTENT_TYPE, contentType)
                .end(body)
                .onFailure(gone -> response.reset());
    }

    private static void fresh(RoutingContext context, String contentType, Buffer body) {
        context.response().putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        end(context, contentType, body);
    }
}
