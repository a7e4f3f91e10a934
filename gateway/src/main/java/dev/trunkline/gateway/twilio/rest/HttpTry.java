package dev.trunkline.gateway.twilio.rest;

import dev.trunkline.gateway.call.CarrierApiException;
import dev.trunkline.gateway.call.CarrierApiFailure;
import dev.trunkline.gateway.call.CarrierApiFailure.Slow;
import dev.trunkline.gateway.call.CarrierApiFailure.Unreachable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One request on the wire, once. Knows whether it has begun to be sent, and gives up when its time
 * is over or the answer grows too long. Confined to the context that it is begun on.
 *
 * <p>This is why the client underneath is Vert.x core's and not its WebClient: the latter does not
 * tell a connection that could not be had from one that broke off.
 */
final class HttpTry {
    static final int LONGEST_BODY_BYTES = 1024 * 1024;

    private final Vertx vertx;
    private final Duration limit;
    private final Promise<RestAnswer> answer = Promise.promise();
    private @Nullable HttpClientRequest request;
    private boolean over;

    private HttpTry(Vertx vertx, Duration limit) {
        this.vertx = vertx;
        this.limit = limit;
    }

    /** Sends a request; the future is completed on the context that calls. */
    static Future<RestAnswer> send(
            Vertx vertx, HttpClient client, RequestOptions options, Buffer body, Duration limit) {
        HttpTry once = new HttpTry(vertx, limit);
        once.begin(client, options, body);
        return once.answer.future();
    }

    private void begin(HttpClient client, RequestOptions options, Buffer body) {
        long timer =
                vertx.setTimer(
                        Math.max(1, limit.toMillis()), _ -> fail(new Slow(request != null, limit)));
        client.request(options)
                .onComplete(connected -> {
                    if (connected.failed()) {
                        fail(new Unreachable(false, kind(connected.cause())));
                    } else if (over) {
                        connected.result().reset(); // too late
                    } else {
                        send(connected.result(), body);
                    }
                });
        answer.future().onComplete(_ -> vertx.cancelTimer(timer));
    }

    private void send(HttpClientRequest connected, Buffer body) {
        request = connected;
        connected
                .send(body)
                .onComplete(answered -> {
                    if (answered.failed()) {
                        fail(new Unreachable(true, kind(answered.cause())));
                    } else {
                        read(answered.result());
                    }
                });
    }

    private void read(HttpClientResponse response) {
        Buffer body = Buffer.buffer();
        response.handler(chunk -> {
            if (!over) {
                body.appendBuffer(chunk);
                if (body.length() > LONGEST_BODY_BYTES) {
                    finish(response, null);
                }
            }
        });
        response.exceptionHandler(broken -> fail(new Unreachable(true, kind(broken))));
        response.endHandler(_ -> finish(response, body));
    }

    private void finish(HttpClientResponse response, @Nullable Buffer body) {
        if (over) {
            return;
        }
        over = true;
        if (body == null) {
            response.request().reset(); // the rest is not wanted
        }
        answer.complete(
                new RestAnswer(
                        response.statusCode(),
                        Optional.ofNullable(response.getHeader("Content-Type")).orElse(""),
                        response.getHeader("Retry-After"),
                        body));
    }

    private void fail(CarrierApiFailure failure) {
        if (over) {
            return;
        }
        over = true;
        if (request != null) {
            request.reset();
        }
        answer.fail(new CarrierApiException(failure));
    }

    /** The kind of a failure; its message may name addresses. */
    private static String kind(Throwable cause) {
        return cause.getClass().getSimpleName();
    }
}
