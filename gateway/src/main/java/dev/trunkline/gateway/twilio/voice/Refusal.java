package dev.trunkline.gateway.twilio.voice;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/** A plain sentence for a peer that is not Twilio, or not as we know it. */
final class Refusal {

    private Refusal() {}

    static void send(RoutingContext ctx, int status, String sentence) {
        send(ctx.response(), status, sentence);
    }

    static void send(HttpServerResponse response, int status, String sentence) {
        if (response.ended() || response.closed()) {
            return;
        }
        response.setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
                .end(sentence + "\n");
    }
}
