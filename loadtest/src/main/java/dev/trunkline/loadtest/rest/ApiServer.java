package dev.trunkline.loadtest.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.impl.HttpServerConnection;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One request after the other: limits, credentials, faults, then the resource. Confined to the
 * server's event loop, but for what says otherwise.
 */
final class ApiServer {
    private static final String BASE = "/2010-04-01/Accounts/";

    private final Vertx vertx;
    private final Credentials credentials;
    private final Map<String, ApiResource> resources;
    private final Faults faults = new Faults();
    private final Violations violations;
    private volatile int concurrencyLimit = Integer.MAX_VALUE;
    private final AtomicLong received = new AtomicLong();
    private int inProgress;

    /**
     * @param resources by the first part of the path behind the account, without {@code .json}
     */
    ApiServer(
            Vertx vertx,
            Credentials credentials,
            Map<String, ApiResource> resources,
            Violations violations) {
        this.vertx = vertx;
        this.credentials = credentials;
        this.violations = violations;
        this.resources = Map.copyOf(resources);
    }

    Faults faults() {
        return faults;
    }

    /** Requests so far, whatever became of them. Any thread. */
    long received() {
        return received.get();
    }

    /** How many requests may be in progress at once before 429 is the answer. Any thread. */
    void concurrencyLimit(int requests) {
        concurrencyLimit = requests;
    }

    void serve(HttpServerRequest request) {
        received.incrementAndGet();
        inProgress++;
        boolean tooMany = inProgress > concurrencyLimit;
        request.response().endHandler(_ -> inProgress--);
        request.response().closeHandler(_ -> inProgress -= request.response().ended() ? 0 : 1);
        request.body()
                .onSuccess(body -> {
                    if (tooMany) {
                        send(request, ApiAnswer.of(ApiError.TOO_MANY_REQUESTS));
                    } else {
                        answer(request, body, faults.draw());
                    }
                });
    }

    private void answer(HttpServerRequest request, Buffer body, @Nullable ApiFault fault) {
        ApiAnswer answer =
                fault == null || fault.done()
                        ? done(request, body)
                        : ApiAnswer.of(ApiError.OF_THE_SERVER);
        HttpServerResponse response = request.response();
        switch (fault) {
            case null -> send(request, answer);
            case ApiFault.Late(var delay) ->
                    vertx.setTimer(
                            Math.max(1, delay.toMillis()),
                            _ -> {
                                if (!response.closed()) {
                                    send(request, answer);
                                }
                            });
            case ApiFault.Silent(boolean _) -> {}
            case ApiFault.HtmlPage(int status) ->
                    response.setStatusCode(status)
                            .putHeader("Content-Type", "text/html; charset=utf-8")
                            .end(
                                    "<html><head><title>Error</title></head><body>Error</body></html>");
            case ApiFault.BrokenJson() -> {
                String whole = answer.body().toString();
                json(response, answer.httpStatus()).end(whole.substring(0, whole.length() / 2));
            }
            case ApiFault.BrokenOff() -> breakOff(request, answer);
            case ApiFault.Reset(boolean _) -> reset(request.connection());
            case ApiFault.Padded(int bytes) ->
                    json(response, answer.httpStatus()).end(padded(answer.body(), bytes));
            case ApiFault.Refusal(ApiError error, Integer retryAfter) -> {
                if (retryAfter != null) {
                    response.putHeader("Retry-After", retryAfter.toString());
                }
                send(request, ApiAnswer.of(error));
            }
        }
    }

    /** What the API itself says. */
    private ApiAnswer done(HttpServerRequest request, Buffer body) {
        try {
            String path = Objects.requireNonNullElse(request.path(), "");
            credentials.check(request.getHeader("Authorization"));
            if (!path.startsWith(BASE) || !path.endsWith(".json")) {
                throw new Refused(ApiError.notFound(path));
            }
            String[] parts = path.substring(BASE.length()).split("/", 2);
            if (parts.length < 2 || !parts[0].equals(credentials.accountSid())) {
                throw new Refused(ApiError.notFound(path));
            }
            ApiResource resource = resources.get(parts[1].replaceFirst("(\\.json|/.*)$", ""));
            if (resource == null) {
                throw new Refused(ApiError.notFound(path));
            }
            return resource.answer(
                    new ApiRequest(
                            request.method().name(),
                            path,
                            parts[1],
                            ApiForm.read(
                                    request.method().equals(HttpMethod.GET)
                                            ? Objects.requireNonNullElse(request.query(), "")
                                            : body.toString(StandardCharsets.UTF_8))));
        } catch (Refused refused) {
            ApiError error = refused.error();
            violations.add(error.code(), request.method() + " " + request.path(), error.message());
            return ApiAnswer.of(error);
        }
    }

    private static void send(HttpServerRequest request, ApiAnswer answer) {
        json(request.response(), answer.httpStatus()).end(answer.body().toString());
    }

    private static HttpServerResponse json(HttpServerResponse response, int status) {
        return response.setStatusCode(status)
                .putHeader("Content-Type", "application/json;charset=utf-8")
                .putHeader("Twilio-Concurrent-Requests", "1");
    }

    private static void breakOff(HttpServerRequest request, ApiAnswer answer) {
        byte[] whole = answer.body().toString().getBytes(StandardCharsets.UTF_8);
        json(request.response(), answer.httpStatus())
                .putHeader("Content-Length", Integer.toString(whole.length))
                .write(Buffer.buffer(Arrays.copyOf(whole, whole.length / 2)))
                .onComplete(_ -> reset(request.connection()));
    }

    private static void reset(HttpConnection connection) {
        Channel channel = ((HttpServerConnection) connection).channelHandlerContext().channel();
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
        var _ = channel.close();
    }

    private static String padded(JsonNode body, int bytes) {
        String whole = body.toString();
        return whole + " ".repeat(Math.max(0, bytes - whole.length()));
    }
}
