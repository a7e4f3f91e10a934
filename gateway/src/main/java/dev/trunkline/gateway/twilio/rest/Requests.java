package dev.trunkline.gateway.twilio.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trunkline.gateway.call.CarrierApiException;
import dev.trunkline.gateway.call.CarrierApiFailure;
import dev.trunkline.gateway.call.CarrierApiFailure.RateLimited;
import dev.trunkline.gateway.call.CarrierApiFailure.Refused;
import dev.trunkline.gateway.call.CarrierApiFailure.Remedy;
import dev.trunkline.gateway.call.CarrierApiFailure.Slow;
import dev.trunkline.gateway.call.CarrierApiFailure.Unauthorised;
import dev.trunkline.gateway.call.CarrierApiFailure.Unintelligible;
import dev.trunkline.gateway.call.CarrierApiFailure.Unreachable;
import dev.trunkline.gateway.call.CarrierApiFailure.Unsendable;
import dev.trunkline.gateway.twilio.rest.RestRequest.Repeat;
import dev.trunkline.observability.metrics.TwilioMeters;
import dev.trunkline.observability.metrics.TwilioOutcome;
import dev.trunkline.observability.metrics.TwilioRequest;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.internal.ContextInternal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends requests, tries again where that is safe, counts and logs how they end. Any thread.
 *
 * <p>A request that may have been taken is not repeated unless twice is the same as once: a call or
 * a message would go out a second time.
 */
final class Requests {
    private static final Logger LOG = LoggerFactory.getLogger(Requests.class);

    /**
     * Seconds. Short, so that the other side seldom closes a connection just as we use it: such a
     * request may have been taken, and is not repeated.
     */
    private static final int KEEP_ALIVE_SECONDS = 15;

    /** Twilio's own limit on requests at once is not documented; others say 100 an account. */
    private static final int MOST_CONNECTIONS = 64;

    private final Vertx vertx;
    private final HttpClient client;
    private final RestSettings settings;
    private final String authorization;
    private final TwilioMeters meters;
    private final Patience patience;

    Requests(Vertx vertx, RestSettings settings, TwilioMeters meters, Patience patience) {
        this.vertx = vertx;
        this.settings = settings;
        this.meters = meters;
        this.patience = patience;
        authorization =
                "Basic "
                        + Base64.getEncoder()
                                .encodeToString(
                                        (settings.user() + ":" + settings.password().value())
                                                .getBytes(StandardCharsets.UTF_8));
        client =
                vertx.httpClientBuilder()
                        .with(
                                new HttpClientOptions()
                                        .setConnectTimeout((int) patience.connectLimit().toMillis())
                                        .setKeepAliveTimeout(KEEP_ALIVE_SECONDS))
                        .with(
                                new PoolOptions()
                                        .setHttp1MaxSize(MOST_CONNECTIONS)
                                        .setMaxWaitQueueSize(10 * MOST_CONNECTIONS))
                        // The request hears of it too; without this Vert.x logs a stack trace.
                        .withConnectHandler(connection -> connection.exceptionHandler(_ -> {}))
                        .build();
    }

    /** Makes of a resource what was asked for. */
    interface Reading<T> {
        T read(JsonNode resource) throws CarrierApiException;

        /** What a refusal means that is no failure; empty if it is one. */
        default Optional<T> insteadOf(Refused refusal) {
            return Optional.empty();
        }
    }

    /** Sends a request and reads the answer; fails with {@link CarrierApiException} only. */
    <T> Future<T> ask(RestRequest request, Reading<T> reading) {
        // Everything of one request on one context: what the tries know of themselves needs no
        // lock.
        ContextInternal context = (ContextInternal) vertx.getOrCreateContext();
        Promise<T> done = context.promise();
        context.runOnContext(_ -> attempt(request, reading, 1, done));
        return done.future();
    }

    /** Counts a request that was not worth sending. */
    <T> Future<T> unsendable(TwilioRequest kind, Unsendable failure) {
        log(kind, failure, 0);
        meters.over(kind, TwilioOutcome.UNSENDABLE);
        return Future.failedFuture(new CarrierApiException(failure));
    }

    private <T> void attempt(RestRequest request, Reading<T> reading, int tries, Promise<T> done) {
        HttpTry.send(
                        vertx,
                        client,
                        options(request),
                        request.fields().encoded(),
                        patience.answerLimit())
                .compose(answer -> {
                    try {
                        return Future.succeededFuture(reading.read(AnswerReader.resource(answer)));
                    } catch (CarrierApiException failed) {
                        return Future.failedFuture(failed);
                    }
                })
                .onComplete(tried -> {
                    if (tried.succeeded()) {
                        meters.over(request.kind(), TwilioOutcome.DONE);
                        done.complete(tried.result());
                    } else if (tried.cause() instanceof CarrierApiException failed) {
                        failed(request, reading, tries, done, failed);
                    } else {
                        done.fail(tried.cause()); // a mistake of ours
                    }
                });
    }

    private <T> void failed(
            RestRequest request,
            Reading<T> reading,
            int tries,
            Promise<T> done,
            CarrierApiException failed) {
        Optional<T> instead =
                failed.failure() instanceof Refused refusal
                        ? reading.insteadOf(refusal)
                        : Optional.empty();
        if (instead.isPresent()) {
            meters.over(request.kind(), TwilioOutcome.NOT_IN_PROGRESS);
            done.complete(instead.get());
            return;
        }
        Optional<Duration> pause = pause(request, tries, failed.failure());
        if (pause.isPresent()) {
            meters.retried(request.kind());
            vertx.setTimer(
                    Math.max(1, pause.get().toMillis()),
                    _ -> attempt(request, reading, tries + 1, done));
            return;
        }
        log(request.kind(), failed.failure(), tries);
        meters.over(request.kind(), outcome(failed.failure()));
        done.fail(failed);
    }

    /** How long to wait before another try; empty if there must be none. */
    private Optional<Duration> pause(RestRequest request, int tries, CarrierApiFailure failure) {
        boolean safe = request.repeat() == Repeat.HARMLESS || !failure.mayHaveBeenDone();
        if (tries >= patience.tries() || failure.remedy() != Remedy.ANOTHER_TRY || !safe) {
            return Optional.empty();
        }
        Duration asked = failure instanceof RateLimited limited ? limited.retryAfter() : null;
        Duration pause = asked == null ? patience.pause(tries) : asked;
        return Optional.of(pause).filter(each -> each.compareTo(patience.longestPause()) <= 0);
    }

    private RequestOptions options(RestRequest request) {
        URI api = settings.apiUrl();
        boolean tls = "https".equals(api.getScheme());
        String before = api.getRawPath() == null ? "" : api.getRawPath().replaceFirst("/+$", "");
        RequestOptions options =
                new RequestOptions()
                        .setMethod(request.method())
                        .setHost(api.getHost())
                        .setPort(api.getPort() > 0 ? api.getPort() : tls ? 443 : 80)
                        .setSsl(tls)
                        .setURI(
                                before
                                        + "/2010-04-01/Accounts/"
                                        + settings.accountSid()
                                        + request.resource())
                        .putHeader("Authorization", authorization)
                        .putHeader("Accept", "application/json")
                        .putHeader("User-Agent", "trunkline");
        if (request.method().equals(HttpMethod.POST)) {
            options.putHeader("Content-Type", "application/x-www-form-urlencoded");
        }
        return options;
    }

    private static TwilioOutcome outcome(CarrierApiFailure failure) {
        return switch (failure) {
            case Refused _ -> TwilioOutcome.REFUSED;
            case RateLimited _ -> TwilioOutcome.RATE_LIMITED;
            case Unauthorised _ -> TwilioOutcome.UNAUTHORISED;
            case Unreachable _ -> TwilioOutcome.UNREACHABLE;
            case Slow _ -> TwilioOutcome.SLOW;
            case Unintelligible _ -> TwilioOutcome.UNINTELLIGIBLE;
            case Unsendable _ -> TwilioOutcome.UNSENDABLE;
        };
    }

    /** A failure holds nothing personal, so it may be printed whole. */
    private static void log(TwilioRequest kind, CarrierApiFailure failure, int tries) {
        LOG.atWarn()
                .setMessage("twilio.request_failed")
                .addKeyValue("request", kind.label())
                .addKeyValue("tries", tries)
                .addKeyValue("mayHaveBeenDone", failure.mayHaveBeenDone())
                .addKeyValue("failure", failure.toString())
                .log();
    }
}
