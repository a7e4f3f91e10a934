package dev.trunkline.gateway.pbx.ari;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trunkline.gateway.call.CallClock;
import dev.trunkline.observability.metrics.PbxMeters;
import dev.trunkline.observability.metrics.PbxRequestOutcome;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The REST side of an Asterisk, by HTTP with Basic authentication. Parameters travel in a JSON
 * body, never in the URL, which servers and proxies write into their logs. Confined to the
 * Asterisk's context.
 *
 * <p>A request whose connection could not be had is tried once more, and so is one that broke off,
 * where twice is the same as once: Asterisk closes idle connections when it likes.
 */
final class AriRest implements AriControl {
    /** Asterisk answers within milliseconds, or is in trouble. */
    private static final long LIMIT_MS = 5_000;

    private static final int CONNECT_LIMIT_MS = 2_000;

    /** Shorter than {@code session_keep_alive} of its http.conf, 15 s if that does not say. */
    private static final int KEEP_ALIVE_SECONDS = 10;

    /** Of its {@code sessionlimit}, 100 if http.conf does not say. */
    private static final int MOST_CONNECTIONS = 16;

    private static final int MOST_WAITING = 1_000;

    private final AsteriskAddress address;
    private final String application;
    private final CallClock clock;
    private final PbxMeters.Link meters;
    private final HttpClient client;
    private final long limitMs;

    AriRest(Vertx vertx, AsteriskConnection connection) {
        this(vertx, connection, LIMIT_MS);
    }

    AriRest(Vertx vertx, AsteriskConnection connection, long limitMs) {
        address = AsteriskAddress.of(connection.config());
        application = connection.config().application();
        clock = connection.clock();
        meters = connection.meters();
        this.limitMs = limitMs;
        client =
                vertx.httpClientBuilder()
                        .with(
                                new HttpClientOptions()
                                        .setConnectTimeout(CONNECT_LIMIT_MS)
                                        .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                                        .setTcpNoDelay(true))
                        .with(
                                new PoolOptions()
                                        .setHttp1MaxSize(MOST_CONNECTIONS)
                                        .setMaxWaitQueueSize(MOST_WAITING))
                        // The request hears of it too; without this Vert.x logs a stack trace.
                        .withConnectHandler(opened -> opened.exceptionHandler(_ -> {}))
                        .build();
    }

    /** Whether a request may be sent twice. */
    private enum Twice {
        HARMLESS,
        NOT
    }

    /**
     * A request.
     *
     * @param body empty: none
     */
    private record Request(HttpMethod method, String path, ObjectNode body, Twice twice) {
        /** Whether it names channels elsewhere than in its path. */
        boolean hasChannelsAsParameters() {
            return path.endsWith("/addChannel");
        }
    }

    @Override
    public Future<Void> answer(String channelId) {
        return post(channel(channelId) + "/answer", body(), Twice.HARMLESS);
    }

    @Override
    public Future<Void> createBridge(String bridgeId) {
        return post("/bridges", body().put("bridgeId", bridgeId).put("type", "mixing"), Twice.NOT);
    }

    @Override
    public Future<AriChannel> createMedia(String channelId, Map<String, String> parameters) {
        ObjectNode body = body();
        parameters.forEach(body::put);
        body.put("app", application).put("channelId", channelId);
        return send(new Request(HttpMethod.POST, "/channels/externalMedia", body, Twice.NOT))
                .compose(answer -> read(() -> AriReader.channel(answer)));
    }

    @Override
    public Future<Void> addToBridge(String bridgeId, List<String> channelIds) {
        ObjectNode body = body();
        channelIds.forEach(body.putArray("channel")::add); // a list with commas is for URLs only
        return post(bridge(bridgeId) + "/addChannel", body, Twice.HARMLESS);
    }

    @Override
    public Future<Void> setVariable(String channelId, String name, String value) {
        return post(
                channel(channelId) + "/variable",
                body().put("variable", name).put("value", value),
                Twice.HARMLESS);
    }

    @Override
    public Future<Void> proceed(String channelId) {
        return post(channel(channelId) + "/continue", body(), Twice.HARMLESS);
    }

    @Override
    public Future<Void> proceedAt(String channelId, String context, String extension) {
        return post(
                channel(channelId) + "/continue",
                body().put("context", context).put("extension", extension).put("priority", 1),
                Twice.HARMLESS);
    }

    @Override
    public Future<Void> redirect(String channelId, String endpoint) {
        return post(channel(channelId) + "/redirect", body().put("endpoint", endpoint), Twice.NOT);
    }

    @Override
    public Future<Void> hangUp(String channelId) {
        return delete(channel(channelId), body().put("reason", "normal"));
    }

    @Override
    public Future<Void> destroyBridge(String bridgeId) {
        return delete(bridge(bridgeId), body());
    }

    @Override
    public Future<List<AriChannel>> channels() {
        return get("/channels").compose(answer -> read(() -> AriReader.channels(answer)));
    }

    @Override
    public Future<List<String>> bridges() {
        return get("/bridges").compose(answer -> read(() -> AriReader.bridgeIds(answer)));
    }

    @Override
    public Future<Boolean> applicationExists() {
        return get("/applications/" + application)
                .map(true)
                .recover(cause ->
                        AriException.isGone(cause)
                                ? Future.succeededFuture(false)
                                : Future.failedFuture(cause));
    }

    Future<Void> close() {
        return client.close();
    }

    private Future<Void> post(String path, ObjectNode body, Twice twice) {
        return send(new Request(HttpMethod.POST, path, body, twice)).mapEmpty();
    }

    private Future<String> get(String path) {
        return send(new Request(HttpMethod.GET, path, body(), Twice.HARMLESS));
    }

    /** What is gone is deleted. */
    private Future<Void> delete(String path, ObjectNode body) {
        return send(new Request(HttpMethod.DELETE, path, body, Twice.HARMLESS))
                .<Void>mapEmpty()
                .recover(cause ->
                        AriException.isGone(cause)
                                ? Future.succeededFuture()
                                : Future.failedFuture(cause));
    }

    private Future<String> send(Request request) {
        return attempt(request)
                .recover(cause -> {
                    boolean again =
                            cause instanceof AriException failed
                                    && failed.outcome() == PbxRequestOutcome.UNREACHABLE
                                    && (!failed.sent() || request.twice() == Twice.HARMLESS);
                    return again ? attempt(request) : Future.failedFuture(cause);
                })
                .onComplete(done -> meters.requested(outcome(done.cause())));
    }

    private Future<String> attempt(Request request) {
        RequestOptions options =
                address.request(request.method(), request.path())
                        .putHeader("Accept", "application/json");
        Buffer body = Buffer.buffer();
        if (!request.body().isEmpty()) {
            options.putHeader("Content-Type", "application/json");
            body.appendString(request.body().toString());
        }
        Future<String> answer = AriTry.send(client, options, body, clock, limitMs);
        return request.hasChannelsAsParameters()
                ? answer.recover(cause ->
                        Future.failedFuture(
                                cause instanceof AriException failed
                                        ? failed.ofParameters()
                                        : cause))
                : answer;
    }

    private static PbxRequestOutcome outcome(@Nullable Throwable cause) {
        if (cause == null) {
            return PbxRequestOutcome.OK;
        }
        return cause instanceof AriException failed ? failed.outcome() : PbxRequestOutcome.REFUSED;
    }

    private interface Reading<T> {
        T read() throws MalformedEventException;
    }

    private static <T> Future<T> read(Reading<T> reading) {
        try {
            return Future.succeededFuture(reading.read());
        } catch (MalformedEventException broken) {
            return Future.failedFuture(
                    AriException.unreadable(String.valueOf(broken.getMessage())));
        }
    }

    private static ObjectNode body() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static String channel(String id) {
        return "/channels/" + escaped(id);
    }

    private static String bridge(String id) {
        return "/bridges/" + escaped(id);
    }

    /** Asterisk's own names have semicolons in them, and a dialplan may choose any. */
    private static String escaped(String id) {
        return URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
