package dev.trunkline.loadtest.rest;

import dev.trunkline.loadtest.phone.CallScript;
import dev.trunkline.loadtest.phone.SimulatedTwilio;
import dev.trunkline.loadtest.phone.TwilioAccount;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.internal.VertxInternal;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Twilio's REST API on a port of its own, on loopback. Give its {@link #url} to whoever is to use
 * it, as {@code TWILIO_API_URL}. Thread-safe; how it behaves can be changed at any time.
 */
public final class SimulatedTwilioApi implements AutoCloseable {
    private static final long LISTEN_LIMIT_SECONDS = 10;

    private final Context context;
    private final Credentials credentials;
    private final Violations violations = new Violations();
    private final Trunks trunks = new Trunks();
    private final DialQueue queue;
    private final MessageStates messageStates;
    private final Messages messages;
    private final @Nullable Calls calls;
    private final ApiServer api;
    private final HttpServer server;
    private volatile Function<DialledCall, CallScript.Builder> callees = _ -> CallScript.called();
    private volatile CallbackDelivery delivery = CallbackDelivery.PROMPT;

    private SimulatedTwilioApi(
            Vertx vertx, TwilioAccount account, @Nullable SimulatedTwilio phone) {
        context = ((VertxInternal) vertx).createEventLoopContext();
        credentials = new Credentials(account);
        queue = new DialQueue(vertx);
        Callbacks.Surroundings callbacks =
                phone == null
                        ? null
                        : new Callbacks.Surroundings(vertx, phone, () -> delivery, violations);
        messageStates = new MessageStates(vertx, account.accountSid(), callbacks);
        messages = new Messages(account.accountSid(), messageStates);
        Map<String, ApiResource> resources = new HashMap<>(Map.of("Messages", messages));
        calls = callbacks == null ? null : calls(vertx, account, callbacks);
        if (calls != null && phone != null) {
            resources.put("Calls", calls);
            phone.children(calls);
        }
        api = new ApiServer(vertx, credentials, resources, violations);
        server = vertx.createHttpServer().requestHandler(api::serve);
    }

    private Calls calls(Vertx vertx, TwilioAccount account, Callbacks.Surroundings callbacks) {
        OutboundCall.Exchange exchange =
                new OutboundCall.Exchange(
                        vertx,
                        context,
                        account.accountSid(),
                        trunks,
                        dialled -> callees.apply(dialled),
                        callbacks);
        return new Calls(exchange, queue, violations);
    }

    /** Text messages only, of which nobody is told more; waits until it listens. */
    public static SimulatedTwilioApi start(Vertx vertx, TwilioAccount account) throws Exception {
        return started(new SimulatedTwilioApi(vertx, account, null));
    }

    /**
     * Calls too: {@code phone} makes those that are answered, its calls in progress can be changed,
     * and what their documents dial is dialled here. Waits until it listens.
     */
    public static SimulatedTwilioApi start(
            Vertx vertx, TwilioAccount account, SimulatedTwilio phone) throws Exception {
        return started(new SimulatedTwilioApi(vertx, account, phone));
    }

    private static SimulatedTwilioApi started(SimulatedTwilioApi api) throws Exception {
        // On the one event loop on which calls and messages live.
        CompletableFuture<HttpServer> listening = new CompletableFuture<>();
        api.context.runOnContext(_ ->
                api.server
                        .listen(0, "127.0.0.1")
                        .onSuccess(listening::complete)
                        .onFailure(listening::completeExceptionally));
        listening.get(LISTEN_LIMIT_SECONDS, TimeUnit.SECONDS);
        return api;
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

    /**
     * What becomes of text messages from now on; at first all are delivered at once. Told only with
     * a phone.
     */
    public void deliveries(Function<SentText, TextDelivery> how) {
        messageStates.deliveries(how);
    }

    /** Calls placed, and dialled by documents, in order, as they are now. */
    public List<PlacedCall> calls() {
        return calls == null ? List.of() : calls.placed();
    }

    /**
     * What the one who answers a call does: {@link CallScript#called} and what comes after it.
     * Without this whoever answers is silent until the other side hangs up.
     */
    public void callees(Function<DialledCall, CallScript.Builder> scripts) {
        callees = scripts;
    }

    /**
     * How calls over a trunk come out from now on; calls that are dialled already go on.
     *
     * @param trunk the SID of a BYOC trunk; of calls without one, the host of the SIP address that
     *     is called, or else the number they come from
     */
    public void trunk(String trunk, TrunkBehavior behavior) {
        trunks.set(trunk, behavior);
    }

    /** How calls over all other trunks come out from now on; at first, {@code PROMPT}. */
    public void otherTrunks(TrunkBehavior behavior) {
        trunks.setOthers(behavior);
    }

    /** The same calls come out the same from now on. */
    public void seed(long seed) {
        trunks.seed(seed);
    }

    /** How many calls a second are dialled; what is more waits. At first 1, as with Twilio. */
    public void callsPerSecond(double calls) {
        queue.rate(calls);
    }

    /** What happens to status callbacks of calls, recordings and messages on their way. */
    public void callbacks(CallbackDelivery how) {
        delivery = how;
    }

    /** The only numbers that calls may come from; until then every number may. */
    public void ownNumbers(Set<String> numbers) {
        if (calls != null) {
            calls.ownNumbers(numbers);
        }
    }

    /**
     * Requests that were refused because they were wrong, and what Twilio would have complained
     * about in others; faults on demand are none.
     */
    public List<ApiViolation> violations() {
        return violations.all();
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
