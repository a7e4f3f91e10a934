package dev.trunkline.gateway.pbx.ari;

import dev.trunkline.gateway.call.CallClock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One request on the wire, once: gives up when its time is over or the answer grows too long.
 * Confined to the context that it is begun on.
 */
final class AriTry {
    /** A channel takes some 700 bytes of the list of all. */
    private static final int LONGEST_BODY_BYTES = 8 * 1024 * 1024;

    private final Promise<String> answer = Promise.promise();
    private @Nullable HttpClientRequest request;
    private boolean over;

    private AriTry() {}

    /**
     * Sends a request.
     *
     * @param limitMs from asking for a connection to the last byte of the answer
     * @return the body of an answer that is a success; fails with {@link AriException} only
     */
    static Future<String> send(
            HttpClient client, RequestOptions options, Buffer body, CallClock clock, long limitMs) {
        AriTry once = new AriTry();
        CallClock.Timer timer =
                clock.schedule(
                        TimeUnit.MILLISECONDS.toNanos(limitMs),
                        () -> once.fail(AriException.slow(once.request != null, limitMs)));
        try {
            once.begin(client, options, body);
        } catch (IllegalStateException closed) { // the client, meanwhile
            once.fail(AriException.unreachable(false, closed));
        }
        return once.answer.future().onComplete(_ -> timer.cancel());
    }

    private void begin(HttpClient client, RequestOptions options, Buffer body) {
        client.request(options)
                .onComplete(connected -> {
                    if (connected.failed()) {
                        fail(AriException.unreachable(false, connected.cause()));
                    } else if (over) {
                        connected.result().reset(); // too late
                    } else {
                        send(connected.result(), body);
                    }
                });
    }

    private void send(HttpClientRequest connected, Buffer body) {
        request = connected;
        connected
                .send(body)
                .onComplete(answered -> {
                    if (answered.failed()) {
                        fail(AriException.unreachable(true, answered.cause()));
                    } else {
                        read(answered.result());
                    }
                });
    }

    private void read(HttpClientResponse response) {
        Buffer body = Buffer.buffer();
        response.handler(chunk -> {
            body.appendBuffer(chunk);
            if (body.length() > LONGEST_BODY_BYTES) {
                fail(AriException.unreadable("longer than " + LONGEST_BODY_BYTES + " bytes"));
            }
        });
        response.exceptionHandler(broken -> fail(AriException.unreachable(true, broken)));
        response.endHandler(_ -> finish(response.statusCode(), body));
    }

    private void finish(int status, Buffer body) {
        if (over) {
            return;
        }
        over = true;
        if (status / 100 == 2) {
            answer.complete(body.toString(StandardCharsets.UTF_8));
        } else {
            answer.fail(AriException.refused(status));
        }
    }

    private void fail(AriException failure) {
        if (over) {
            return;
        }
        over = true;
        if (request != null) {
            request.reset(); // whatever still comes is not wanted
        }
        answer.fail(failure);
    }
}
