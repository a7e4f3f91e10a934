package dev.trunkline.gateway.twilio.voice;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a request go on only if Twilio signed it. First handler of every webhook and of the media
 * sockets' upgrade routes; it reads the body, once and bounded, so no body handler may come before
 * it.
 *
 * <p>Immutable, any event loop. To a peer that is refused it says what was wrong in one sentence;
 * to the log, the URL that should have been signed, without query, so that a wrong {@code
 * PUBLIC_URL} shows.
 */
public final class SignatureHandler implements Handler<RoutingContext> {

    static final String HEADER = "X-Twilio-Signature";

    /** Twilio sends head and body in one go. */
    private static final long BODY_TIMEOUT_MS = 5_000;

    private static final String FORM_KEY = "trunkline.webhook.form";
    private static final Logger LOG = LoggerFactory.getLogger(SignatureHandler.class);

    private final RequestSignature signature;
    private final boolean insecureLocal;
    private final Consumer<Rejection> rejections;
    private final long bodyTimeoutMs;

    /**
     * One handler for all routes.
     *
     * @param insecureLocal lets unsigned requests through; whoever decides that has bound the port
     *     to loopback
     * @param rejections told of each request that is refused, for a counter
     */
    public SignatureHandler(
            RequestSignature signature, boolean insecureLocal, Consumer<Rejection> rejections) {
        this(signature, insecureLocal, rejections, BODY_TIMEOUT_MS);
    }

    SignatureHandler(
            RequestSignature signature,
            boolean insecureLocal,
            Consumer<Rejection> rejections,
            long bodyTimeoutMs) {
        this.bodyTimeoutMs = bodyTimeoutMs;
        this.signature = signature;
        this.insecureLocal = insecureLocal;
        this.rejections = rejections;
    }

    @Override
    public void handle(RoutingContext ctx) {
        HttpServerRequest request = ctx.request();
        if (isUpgrade(request)) {
            if (acceptsUpgrade(request)) {
                ctx.next();
            }
            return;
        }
        BodyReader.read(ctx.vertx(), request, bodyTimeoutMs)
                .onSuccess(body -> {
                    try {
                        check(ctx, body);
                    } catch (RuntimeException e) {
                        ctx.fail(e); // or the peer would wait for ever
                    }
                })
                .onFailure(cause -> unread(ctx, cause));
    }

    /**
     * The same for a media socket's upgrade, outside a router: its wrapper would hide the socket's
     * pipeline.
     *
     * @return false if the request was refused and answered
     */
    public boolean acceptsUpgrade(HttpServerRequest request) {
        if (insecureLocal) {
            return true;
        }
        Optional<Rejection> rejection =
                signature.checkUpgrade(request.uri(), request.getHeader(HEADER));
        rejection.ifPresent(why -> refuse(request, true, why));
        return rejection.isEmpty();
    }

    /** The form that the request brought; empty if its body is none. Only after this handler. */
    static Optional<WebhookForm> form(RoutingContext ctx) {
        return Optional.ofNullable(ctx.get(FORM_KEY));
    }

    private void check(RoutingContext ctx, Buffer body) {
        HttpServerRequest request = ctx.request();
        @Nullable String offered = request.getHeader(HEADER);
        boolean isForm = isForm(request);
        if (!isForm && body.length() > 0) {
            decide(
                    ctx,
                    insecureLocal
                            ? Optional.empty()
                            : signature.checkBody(request.uri(), body.getBytes(), offered));
            return;
        }
        Optional<Map<String, List<String>>> form =
                FormDecoder.decode(body.toString(StandardCharsets.UTF_8));
        if (form.isEmpty()) {
            refuse(ctx.request(), false, Rejection.MALFORMED);
            return;
        }
        if (isForm) {
            ctx.put(FORM_KEY, new WebhookForm(form.get()));
        }
        decide(
                ctx,
                insecureLocal
                        ? Optional.empty()
                        : signature.checkForm(request.uri(), form.get(), offered));
    }

    private void decide(RoutingContext ctx, Optional<Rejection> rejection) {
        if (rejection.isPresent()) {
            refuse(ctx.request(), false, rejection.get());
        } else {
            ctx.next();
        }
    }

    private void unread(RoutingContext ctx, Throwable cause) {
        if (cause instanceof BodyReader.Refused refused) {
            // The rest of the body may still be on its way: this connection cannot be used again.
            ctx.response()
                    .putHeader(HttpHeaders.CONNECTION, "close")
                    .endHandler(_ -> ctx.request().connection().close());
            refuse(ctx.request(), false, refused.rejection());
        } else {
            LOG.atDebug()
                    .setMessage("webhook.aborted")
                    .addKeyValue("cause", cause.getClass().getSimpleName())
                    .log();
        }
    }

    private void refuse(HttpServerRequest request, boolean upgrade, Rejection rejection) {
        rejections.accept(rejection);
        LOG.atWarn()
                .setMessage("webhook.refused")
                .addKeyValue("reason", rejection.name().toLowerCase(Locale.ROOT))
                .addKeyValue("url", signature.loggable(upgrade, request.uri()))
                .log();
        Refusal.send(request.response(), status(rejection), sentence(rejection));
    }

    private static int status(Rejection rejection) {
        return switch (rejection) {
            case MISSING, MISMATCH, UNKNOWN_ACCOUNT -> 403;
            case MALFORMED -> 400;
            case OVERSIZE -> 413;
            case SLOW_BODY -> 408;
        };
    }

    private static String sentence(Rejection rejection) {
        return switch (rejection) {
            case MISSING -> HEADER + " is missing: only signed requests are taken here.";
            case MISMATCH -> HEADER + " does not match this URL and these parameters.";
            case UNKNOWN_ACCOUNT -> "AccountSid is not an account that is served here.";
            case MALFORMED -> "The form has a broken percent escape.";
            case OVERSIZE -> "The body has more than " + BodyReader.BODY_BYTES + " bytes.";
            case SLOW_BODY -> "The body did not arrive in time.";
        };
    }

    /** Whether a request asks for a WebSocket (RFC 6455 4.1). */
    public static boolean isUpgrade(HttpServerRequest request) {
        return request.method().equals(HttpMethod.GET)
                && "websocket".equalsIgnoreCase(request.getHeader(HttpHeaders.UPGRADE));
    }

    private static boolean isForm(HttpServerRequest request) {
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        if (type == null) {
            return false;
        }
        int parameters = type.indexOf(';');
        String media = (parameters < 0 ? type : type.substring(0, parameters)).strip();
        return media.equalsIgnoreCase("application/x-www-form-urlencoded");
    }
}
