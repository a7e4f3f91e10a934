package dev.trunkline.gateway.twilio.voice;

import dev.trunkline.gateway.twilio.voice.VoiceMeters.Apology;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What goes back to Twilio. The apology is written at start, so that giving it cannot fail. */
final class Answers {

    private static final Logger LOG = LoggerFactory.getLogger(VoiceWebhook.class);

    private final String apology;
    private final VoiceMeters meters;

    Answers(Apologies apologies, VoiceMeters meters) {
        this.apology = apologies.document();
        this.meters = meters;
    }

    void twiml(RoutingContext ctx, String document) {
        HttpServerResponse response = ctx.response();
        if (!response.ended() && !response.closed()) {
            response.putHeader(HttpHeaders.CONTENT_TYPE, "text/xml; charset=utf-8").end(document);
        }
    }

    void apologise(RoutingContext ctx, Apology cause) {
        apologise(ctx, cause, null);
    }

    /**
     * Says sorry; {@code failure} is logged by its class and place alone, since a message can quote
     * anything.
     */
    void apologise(RoutingContext ctx, Apology cause, @Nullable Throwable failure) {
        meters.apologised(cause);
        var event =
                LOG.atWarn()
                        .setMessage("webhook.apologised")
                        .addKeyValue("reason", cause.name().toLowerCase(Locale.ROOT))
                        .addKeyValue("call", callReference(ctx));
        if (failure != null) {
            event = event.addKeyValue("failure", place(failure));
        }
        event.log();
        twiml(ctx, apology);
    }

    /** Something failed that the answer does not depend on. */
    void failedAside(RoutingContext ctx, Throwable failure) {
        meters.callbackFailed();
        LOG.atError()
                .setMessage("webhook.callback_failed")
                .addKeyValue("call", callReference(ctx))
                .addKeyValue("failure", place(failure))
                .log();
    }

    /** For callbacks, which nobody listens to: Twilio ignores the body. */
    void noted(RoutingContext ctx) {
        if (!ctx.response().ended() && !ctx.response().closed()) {
            ctx.response().setStatusCode(204).end();
        }
    }

    void malformed(RoutingContext ctx, String sentence) {
        meters.rejected(Rejection.MALFORMED);
        refused(ctx, Rejection.MALFORMED, sentence);
        Refusal.send(ctx, 400, sentence);
    }

    void unknownAccount(RoutingContext ctx) {
        meters.rejected(Rejection.UNKNOWN_ACCOUNT);
        String sentence = "AccountSid is not an account that is served here.";
        refused(ctx, Rejection.UNKNOWN_ACCOUNT, sentence);
        Refusal.send(ctx, 403, sentence);
    }

    private static void refused(RoutingContext ctx, Rejection rejection, String sentence) {
        LOG.atWarn()
                .setMessage("webhook.refused")
                .addKeyValue("reason", rejection.name().toLowerCase(Locale.ROOT))
                .addKeyValue("detail", sentence)
                .addKeyValue("call", callReference(ctx))
                .log();
    }

    private static String callReference(RoutingContext ctx) {
        return SignatureHandler.form(ctx).flatMap(WebhookForm::callReference).orElse("-");
    }

    private static String place(Throwable failure) {
        StackTraceElement[] trace = failure.getStackTrace();
        return failure.getClass().getName() + (trace.length == 0 ? "" : " at " + trace[0]);
    }
}
