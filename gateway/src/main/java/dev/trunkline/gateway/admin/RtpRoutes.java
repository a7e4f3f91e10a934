package dev.trunkline.gateway.admin;

import dev.trunkline.gateway.pbx.sdp.SdpCalls;
import dev.trunkline.gateway.pbx.sdp.SdpCalls.SdpReply;
import dev.trunkline.gateway.pbx.sdp.SdpCalls.SdpRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * RTP with a peer whose signalling is its own: {@code POST /api/rtp} with an offer in SDP is
 * answered in SDP, and {@code DELETE} on what its {@code Location} names ends the call.
 */
final class RtpRoutes {
    private static final String SDP = "application/sdp";
    private static final String PATH = "/api/rtp";
    private static final int CREATED = 201;
    private static final int NO_CONTENT = 204;
    private static final List<String> ARGUMENTS = List.of("agent", "experiment");

    private final SdpCalls calls;

    RtpRoutes(SdpCalls calls) {
        this.calls = calls;
    }

    void mount(Router router) {
        router.post(PATH).handler(this::offer);
        router.delete(PATH + "/:id").handler(this::end);
    }

    private void offer(RoutingContext context) {
        String body = context.body().asString();
        String type = context.request().getHeader(HttpHeaders.CONTENT_TYPE);
        if (body == null || type == null || !type.startsWith(SDP)) {
            ErrorAnswer.send(context, 415, "expected an offer in SDP, with Content-Type " + SDP);
            return;
        }
        SdpRequest request;
        try {
            request = request(body, Parameters.of(context));
        } catch (BadParameterException bad) {
            Failures.answer(context, bad);
            return;
        }
        calls.offer(request).onSuccess(reply -> answer(context, reply)).onFailure(context::fail);
    }

    private static SdpRequest request(String sdp, Parameters parameters)
            throws BadParameterException {
        Map<String, String> arguments = new HashMap<>();
        for (String name : ARGUMENTS) {
            parameters.text(name).ifPresent(value -> arguments.put(name, value));
        }
        return new SdpRequest(
                sdp,
                parameters.text("trunk").orElse("unknown"),
                parameters.text("from").orElse(""),
                parameters.text("to").orElse(""),
                arguments);
    }

    private static void answer(RoutingContext context, SdpReply reply) {
        switch (reply) {
            case SdpReply.Answered(String id, String sdp) -> {
                var _ =
                        context.response()
                                .setStatusCode(CREATED)
                                .putHeader(HttpHeaders.LOCATION, PATH + "/" + id)
                                .putHeader(HttpHeaders.CONTENT_TYPE, SDP)
                                .end(sdp);
            }
            case SdpReply.Refused(var reason, String sentence) -> {
                int status = status(reason);
                if (status == 503) {
                    context.response().putHeader(HttpHeaders.RETRY_AFTER, "5");
                }
                ErrorAnswer.send(context, status, sentence);
            }
        }
    }

    private static int status(SdpCalls.Reason reason) {
        return switch (reason) {
            case MALFORMED -> 400;
            case UNKNOWN_AGENT -> 404;
            case NO_COMMON_CODEC -> 422;
            case BUSY -> 503;
        };
    }

    private void end(RoutingContext context) {
        calls.end(String.valueOf(context.pathParam("id")))
                .onSuccess(ended -> {
                    if (ended) {
                        var _ = context.response().setStatusCode(NO_CONTENT).end();
                    } else {
                        ErrorAnswer.send(context, 404, "no such call, or it is over");
                    }
                })
                .onFailure(context::fail);
    }
}
