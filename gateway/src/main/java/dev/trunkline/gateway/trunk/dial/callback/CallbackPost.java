package dev.trunkline.gateway.trunk.dial.callback;

import dev.trunkline.gateway.agent.tool.OutsideHost;
import dev.trunkline.gateway.call.CallClock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.internal.ContextInternal;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * One request to a callback: its name is resolved once, every address judged, and one that was
 * judged connected to. Redirects are not followed, answers not read. Confined to one loop.
 */
final class CallbackPost {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final int CONNECT_MS = 3_000;
    private static final int KEEP_ALIVE_SECONDS = 15;

    /** To one address at once: a callback that hangs must not take all sockets. */
    private static final int MOST_AT_ONCE = 20;

    private final ContextInternal context;
    private final CallClock clock;
    private final boolean allowPrivateNetwork;
    private final HttpClient client;

    /** What came of it. */
    enum Answer {
        /** A status of the 200s. */
        TAKEN,
        NOT_TAKEN,
        /** It could not be reached, was too slow, or says that it may be better later. */
        MAY_PASS,
        /** Nothing was sent. */
        NOT_ALLOWED
    }

    CallbackPost(
            Vertx vertx, ContextInternal context, CallClock clock, boolean allowPrivateNetwork) {
        this.context = context;
        this.clock = clock;
        this.allowPrivateNetwork = allowPrivateNetwork;
        client =
                vertx.createHttpClient(
                        new HttpClientOptions()
                                .setTcpNoDelay(true)
                                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                                .setName("callbacks"),
                        new PoolOptions().setHttp1MaxSize(MOST_AT_ONCE));
    }

    /** Never fails. */
    Future<Answer> send(URI url, Buffer json) {
        Try one = new Try(url, json);
        CallClock.Timer limit = clock.schedule(LIMIT.toNanos(), one::tooSlow);
        one.answer.future().onComplete(_ -> limit.cancel());
        one.resolve();
        return one.answer.future();
    }

    private final class Try {
        private final URI url;
        private final Buffer json;
        private final Promise<Answer> answer = Promise.promise();

        Try(URI url, Buffer json) {
            this.url = url;
            this.json = json;
        }

        void tooSlow() {
            answer.tryComplete(Answer.MAY_PASS);
        }

        void resolve() {
            OutsideHost host = OutsideHost.of(url);
            host.addresses(context)
                    .onSuccess(addresses -> connect(host, addresses))
                    .onFailure(_ -> answer.tryComplete(Answer.MAY_PASS));
        }

        private void connect(OutsideHost host, List<InetAddress> addresses) {
            if (answer.future().isComplete()) {
                return;
            }
            if (addresses.isEmpty()) {
                answer.tryComplete(Answer.MAY_PASS);
                return;
            }
            if (!OutsideHost.mayConnect(addresses, allowPrivateNetwork)) {
                answer.tryComplete(Answer.NOT_ALLOWED);
                return;
            }
            client.request(
                            host.request(
                                    addresses.getFirst(), HttpMethod.POST, target(), CONNECT_MS))
                    .onSuccess(this::send)
                    .onFailure(_ -> answer.tryComplete(Answer.MAY_PASS));
        }

        private void send(HttpClientRequest connected) {
            if (answer.future().isComplete()) {
                var _ = connected.reset();
                return;
            }
            answer.future()
                    .onSuccess(how -> {
                        if (how == Answer.MAY_PASS) {
                            var _ = connected.reset(); // nothing if it was answered
                        }
                    });
            connected.putHeader("Content-Type", "application/json");
            connected.putHeader("User-Agent", "trunkline");
            connected
                    .send(json)
                    .onSuccess(response -> {
                        response.exceptionHandler(_ -> {}); // its body is nobody's
                        answer.tryComplete(judged(response.statusCode()));
                    })
                    .onFailure(_ -> answer.tryComplete(Answer.MAY_PASS));
        }

        private static Answer judged(int status) {
            if (status / 100 == 2) {
                return Answer.TAKEN;
            }
            return status / 100 == 5 || status == 408 || status == 425 || status == 429
                    ? Answer.MAY_PASS
                    : Answer.NOT_TAKEN;
        }

        private String target() {
            String path = url.getRawPath();
            String query = url.getRawQuery();
            return (path == null || path.isEmpty() ? "/" : path)
                    + (query == null ? "" : "?" + query);
        }
    }
}
