package dev.trunkline.loadtest.rest;

import com.twilio.http.TwilioRestClient;
import dev.trunkline.gateway.config.keys.Secret;
import dev.trunkline.gateway.twilio.rest.RestSettings;
import dev.trunkline.gateway.twilio.rest.TwilioRest;
import dev.trunkline.loadtest.phone.TwilioAccount;
import dev.trunkline.observability.metrics.GatewayMeters;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** The simulated API, the gateway's client and the vendor's. */
final class ApiBench implements AutoCloseable {
    static final TwilioAccount ACCOUNT =
            new TwilioAccount(
                    "AC0123456789abcdef0123456789abcdef", "8f1e2d3c4b5a69788796a5b4c3d2e1f0");
    private static final long LIMIT_SECONDS = 30;

    final Vertx vertx = Vertx.vertx();
    final GatewayMeters meters = new GatewayMeters();
    final SimulatedTwilioApi api;
    final TwilioRest rest;

    ApiBench() throws Exception {
        api = SimulatedTwilioApi.start(vertx, ACCOUNT);
        rest = rest(ACCOUNT.accountSid(), ACCOUNT.authToken());
    }

    TwilioRest rest(String user, String password) {
        return new TwilioRest(
                vertx,
                new RestSettings(api.url(), ACCOUNT.accountSid(), user, new Secret(password), null),
                meters.twilio());
    }

    TwilioRestClient vendor() {
        return VendorClient.to(
                api.url(), ACCOUNT.accountSid(), ACCOUNT.authToken(), ACCOUNT.accountSid());
    }

    static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage()
                .toCompletableFuture()
                .get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    /** Looks again and again until it holds. */
    static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + LIMIT_SECONDS + " s: " + what);
            }
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() {
        api.closeAll().orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join();
        var closed = vertx.close().toCompletionStage().toCompletableFuture();
        closed.orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join();
        meters.close();
    }
}
