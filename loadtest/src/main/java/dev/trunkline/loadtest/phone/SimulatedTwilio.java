package dev.trunkline.loadtest.phone;

import io.netty.channel.EventLoop;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
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

    private SimulatedTwilio(
            Vertx vertx,
            TwilioAccount account,
            @Nullable GatewayAddress gateway,
            LongSupplier nanoTime) {
        this.vertx = (VertxInternal) vertx;
        this.account = account;
        this.gateway = gateway;
        this.nanoTime = nanoTime;
        http =
                vertx.createHttpClient(
                        new HttpClientOptions().setTrustAll(true).setVerifyHost(false),
                        new PoolOptions().setHttp1MaxSize(64));
        webhook = gateway == null ? null : new Webhook(http, gateway, account);
        connector = new StreamConnector(this.vertx.transport().channelFactory(false));
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
        ContextInternal context = vertx.createEventLoopContext();
        PhoneLoop loop =
                loops.computeIfAbsent(
                        context.nettyEventLoop(), each -> new PhoneLoop(each, nanoTime));
        PhoneCall call = new PhoneCall(Sids.random("CA"), loop);
        calls.add(call);
        var _ = call.report().whenComplete((report, never) -> calls.remove(call));
        CallFlow flow =
                new CallFlow(
                        new CallFlow.Surroundings(loop, account, gateway, webhook, connector),
                        script,
                        call);
        context.runOnContext(started -> {
            flow.begin();
            loop.settle();
        });
        return call;
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
