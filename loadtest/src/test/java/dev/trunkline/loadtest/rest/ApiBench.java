package dev.trunkline.loadtest.rest;

import com.twilio.http.TwilioRestClient;
import dev.trunkline.gateway.call.CarrierApiException;
import dev.trunkline.gateway.call.CarrierApiFailure;
import dev.trunkline.gateway.config.keys.Secret;
import dev.trunkline.gateway.twilio.rest.RestSettings;
import dev.trunkline.gateway.twilio.rest.TwilioRest;
import dev.trunkline.loadtest.phone.SimulatedTwilio;
import dev.trunkline.loadtest.phone.TwilioAccount;
import dev.trunkline.observability.metrics.GatewayMeters;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

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

    /** For text messages. */
    ApiBench() throws Exception {
        api = SimulatedTwilioApi.start(vertx, ACCOUNT);
        rest = rest(ACCOUNT.accountSid(), ACCOUNT.authToken());
    }

    /** For calls too. */
    ApiBench(SimulatedTwilio phone) throws Exception {
        api = SimulatedTwilioApi.start(vertx, ACCOUNT, phone);
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

    /** A form as it is, with the right credentials. */
    HttpResponse<String> post(String resource, String form)
            throws IOException, InterruptedException {
        return send(resource, request -> request.POST(HttpRequest.BodyPublishers.ofString(form)));
    }

    /** A resource with its query as it is, with the right credentials. */
    HttpResponse<String> get(String resource) throws IOException, InterruptedException {
        return send(resource, HttpRequest.Builder::GET);
    }

    private HttpResponse<String> send(String resource, Consumer<HttpRequest.Builder> method)
            throws IOException, InterruptedException {
        String pair = ACCOUNT.accountSid() + ":" + ACCOUNT.authToken();
        byte[] bytes = pair.getBytes(StandardCharsets.UTF_8);
        HttpRequest.Builder request =
                HttpRequest.newBuilder(
                                URI.create(
                                        api.url()
                                                + "/2010-04-01/Accounts/"
                                                + ACCOUNT.accountSid()
                                                + resource))
                        .header(
                                "Authorization",
                                "Basic " + Base64.getEncoder().encodeToString(bytes));
        method.accept(request);
        return HttpClient.newHttpClient()
                .send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Why something was not done. */
    static CarrierApiFailure failure(Future<?> asked) throws Exception {
        try {
            asked.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof CarrierApiException classified) {
                return classified.failure();
            }
            throw failed;
        }
        throw new AssertionError("it was done");
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
