package dev.trunkline.loadtest.phone;

import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.TrustOptions;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Twilio, as far as a gateway can tell: makes calls to it by webhook, and joins them to it by Media
 * Stream or ConversationRelay, many at a time.
 *
 * <p>Thread-safe. Calls are spread over the event loops of the Vert.x instance; give it one of its
 * own to keep its load apart from the gateway's.
 */
public final class SimulatedTwilio implements AutoCloseable {
    private final VertxInternal vertx;
    private final TwilioAccount account;
    private final @Nullable GatewayAddress gateway;
    private final LongSupplier nanoTime;
    private final HttpClient http;
    private final @Nullable Webhook webhook;
    private final StreamConnector connector;
    private final Map<EventLoop, PhoneLoop> loops = new ConcurrentHashMap<>();
    private final Set<PhoneCall> calls = ConcurrentHashMap.newKeySet();
    private final Conferences rooms = new Conferences();
    private volatile ChildCalls children = ChildCalls.NOTED;

    private SimulatedTwilio(
            Vertx vertx,
            TwilioAccount account,
            @Nullable GatewayAddress gateway,
            LongSupplier nanoTime) {
        this.vertx = (VertxInternal) vertx;
        this.account = account;
        this.gateway = gateway;
        this.nanoTime = nanoTime;
        Trust trust = gateway == null ? Trust.ANYBODY : gateway.trust();
        http = vertx.createHttpClient(tls(trust), new PoolOptions().setHttp1MaxSize(64));
        webhook = gateway == null ? null : new Webhook(http, gateway, account);
        connector = new StreamConnector(this.vertx.transport().channelFactory(false), trust);
    }

    private static HttpClientOptions tls(Trust trust) {
        HttpClientOptions options = new HttpClientOptions();
        return trust.checked()
                ? options.setTrustOptions(TrustOptions.wrap(trust.managers().getTrustManagers()[0]))
                : options.setTrustAll(true).setVerifyHost(false);
    }

    /** Twilio with a number that points at this gateway. */
    public static SimulatedTwilio create(
            Vertx vertx, TwilioAccount account, GatewayAddress gateway) {
        return new SimulatedTwilio(vertx, account, gateway, System::nanoTime);
    }

    /** Twilio for direct calls only (see {@link CallScript#direct}). */
    public static SimulatedTwilio direct(Vertx vertx, TwilioAccount account) {
        return new SimulatedTwilio(vertx, account, null, System::nanoTime);
    }

    /** Makes a call; the future is completed when it is over, never exceptionally. */
    public CompletableFuture<PhoneCallReport> call(CallScript script) {
        return place(script).report();
    }

    /** Makes a call and gives its handle at once. */
    public PhoneCall place(CallScript script) {
        if (script.streamUrl() == null && gateway == null) {
            throw new IllegalStateException(
                    "a call by webhook needs a gateway address: use create instead of direct");
        }
        return start(Sids.random("CA"), script, CallFlow::begin);
    }

    /**
     * A call that the REST API placed has been answered: it obeys {@code source} from now on.
     *
     * @param callee what the one who answered does; its webhook parameters say who called whom
     */
    public PhoneCall answered(String callSid, CallScript callee, TwimlSource source) {
        return start(callSid, callee, flow -> flow.follow(source));
    }

    private PhoneCall start(String callSid, CallScript script, Consumer<CallFlow> begin) {
        ContextInternal context = vertx.createEventLoopContext();
        PhoneLoop loop =
                loops.computeIfAbsent(
                        context.nettyEventLoop(), each -> new PhoneLoop(each, nanoTime));
        PhoneCall call = new PhoneCall(callSid, loop);
        calls.add(call);
        var _ = call.report().whenComplete((report, never) -> calls.remove(call));
        CallFlow flow =
                new CallFlow(
                        new CallFlow.Surroundings(
                                loop, account, gateway, webhook, connector, rooms, () -> children),
                        script,
                        call);
        call.obedience(flow);
        context.runOnContext(started -> {
            begin.accept(flow);
            loop.settle();
        });
        return call;
    }

    /** Who makes the calls that documents dial, from now on; at first {@link ChildCalls#NOTED}. */
    public void children(ChildCalls network) {
        children = network;
    }

    /** A call in progress; empty if there is none with this id. */
    public Optional<PhoneCall> live(String callSid) {
        return calls.stream()
                .filter(call -> call.callSid().equals(callSid) && !call.report().isDone())
                .findAny();
    }

    /**
     * Tells the gateway something, signed.
     *
     * @return the status of the answer; fails if there is none, the URL is not the gateway's, or
     *     this is closed
     */
    public Future<Integer> tell(WebhookUrl url, SortedMap<String, String> form) {
        if (gateway == null || webhook == null || !gateway.serves(url.url())) {
            return Future.failedFuture(new IllegalArgumentException("not a URL of the gateway"));
        }
        try {
            return webhook.ask(url, form, Webhook.Signing.RIGHT).map(Webhook.Answer::status);
        } catch (IllegalStateException closed) { // by the client, as this is
            return Future.failedFuture(closed);
        }
    }

    /** Calls that are not over. */
    public int activeCalls() {
        return calls.size();
    }

    /**
     * Hangs up every call, waits for their reports, and closes the HTTP client; the Vert.x instance
     * stays.
     */
    public CompletableFuture<Void> closeAll() {
        calls.forEach(PhoneCall::hangUp);
        CompletableFuture<?>[] reports =
                calls.stream().map(PhoneCall::report).toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(reports)
                .thenCompose(done -> http.close().toCompletionStage().toCompletableFuture());
    }

    /** {@link #closeAll} without waiting. */
    @Override
    public void close() {
        var _ = closeAll();
    }
}
