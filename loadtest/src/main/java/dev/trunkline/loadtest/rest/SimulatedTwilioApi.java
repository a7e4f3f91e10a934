package dev.trunkline.loadtest.rest;

import dev.trunkline.loadtest.phone.TwilioAccount;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Twilio's REST API on a port of its own, on loopback. Give its {@link #url} to whoever is to use
 * it, as {@code TWILIO_API_URL}. Thread-safe.
 */
public final class SimulatedTwilioApi implements AutoCloseable {
    private static final long LISTEN_LIMIT_SECONDS = 10;

    private final Credentials credentials;
    private final Messages messages;
    private final ApiServer api;
    private final HttpServer server;

    private SimulatedTwilioApi(Vertx vertx, TwilioAccount account) {
        credentials = new Credentials(account);
        messages = new Messages(account.accountSid());
        api = new ApiServer(vertx, credentials, Map.of("Messages", messages));
        server = vertx.createHttpServer().requestHandler(api::serve);
    }

    /** For an account; waits until it listens. */
    public static SimulatedTwilioApi start(Vertx vertx, TwilioAccount account) throws Exception {
        SimulatedTwilioApi started = new SimulatedTwilioApi(vertx, account);
        started.server
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(LISTEN_LIMIT_SECONDS, TimeUnit.SECONDS);
        return started;
    }

    /** {@code http://127.0.0.1:port}. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + server.actualPort());
    }

    /** Takes requests of an API key too, beside the account's own token. */
    public void acceptKey(String keySid, String secret) {
        credentials.accept(keySid, secret);
    }

    /** Text messages taken, in order. */
    public List<SentText> messages() {
        return messages.sent();
    }

    /** Requests that were refused because they were wrong; faults on demand are none. */
    public List<ApiViolation> violations() {
        return api.violations();
    }

    /** Requests so far, whatever became of them. */
    public long received() {
        return api.received();
    }

    /** The next requests go wrong, one each, in this order. */
    public void failNext(ApiFault... faults) {
        api.faults().next(faults);
    }

    /** Every request goes wrong from now on; null: none any more. */
    public void failAlways(@Nullable ApiFault fault) {
        api.faults().standing(fault);
    }

    /** More requests at once than this are answered with 429 and not carried out. */
    public void concurrencyLimit(int requests) {
        api.concurrencyLimit(requests);
    }

    /** Stops listening and closes its connections. */
    public CompletableFuture<Void> closeAll() {
        return server.close().toCompletionStage().toCompletableFuture();
    }

    /** {@link #closeAll} without waiting. */
    @Override
    public void close() {
        var _ = closeAll();
    }
}
