package dev.trunkline.loadtest.demo;

import dev.trunkline.gateway.Gateway;
import dev.trunkline.gateway.config.GatewayConfig;
import dev.trunkline.gateway.config.GatewayConfigLoader;
import dev.trunkline.loadtest.model.ConnectionInfo;
import dev.trunkline.loadtest.model.ModelBehavior;
import dev.trunkline.loadtest.model.SimulatedRealtime;
import dev.trunkline.loadtest.phone.GatewayAddress;
import dev.trunkline.loadtest.phone.SimulatedTwilio;
import dev.trunkline.loadtest.phone.TwilioAccount;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A gateway between the two simulators, all on free ports of loopback. */
final class DemoBench implements AutoCloseable {
    private static final long START_SECONDS = 30;
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

    /** Invented: nothing but the simulators and the gateway of this process knows them. */
    private static final TwilioAccount ACCOUNT =
            new TwilioAccount(
                    "AC00000000000000000000000000000d30", "00000000000000000000000000000d30");

    private final Vertx neighbours = Vertx.vertx();
    final SimulatedRealtime model;
    final Gateway gateway;
    final SimulatedTwilio phone;

    DemoBench() throws Exception {
        model = get(SimulatedRealtime.start(neighbours, DemoBench::behavior));
        gateway = get(Gateway.start(config(model.url())));
        phone = SimulatedTwilio.create(neighbours, ACCOUNT, GatewayAddress.local(gateway.port()));
    }

    private static ModelBehavior behavior(ConnectionInfo info) {
        return ModelBehavior.defaults()
                .withAnswers(Conversation.answersOf(Objects.requireNonNullElse(info.model(), "")))
                // The same for a call of either trunk and the next: they think equally long.
                .withSeed(info.number() / 2 + 1);
    }

    private static GatewayConfig config(String realtimeUrl) throws IOException {
        Path file = Files.createTempFile("trunkline-demo", ".yaml");
        try (InputStream yaml = DemoBench.class.getResourceAsStream("/demo/demo.yaml")) {
            Files.copy(Objects.requireNonNull(yaml), file, StandardCopyOption.REPLACE_EXISTING);
            return GatewayConfigLoader.load(
                    Map.of(
                            "TRUNKLINE_CONFIG",
                            file.toString(),
                            "PORT",
                            "0",
                            "MANAGEMENT_PORT",
                            "0",
                            "TRUNKLINE_HTTP_HOST",
                            "127.0.0.1",
                            "PUBLIC_URL",
                            GatewayAddress.local(0).publicUrl().toString(),
                            "TWILIO_ACCOUNT_SID",
                            ACCOUNT.accountSid(),
                            "TWILIO_AUTH_TOKEN",
                            ACCOUNT.authToken(),
                            "OPENAI_API_KEY",
                            "sk-simulated",
                            "OPENAI_REALTIME_URL",
                            realtimeUrl));
        } finally {
            Files.delete(file);
        }
    }

    URI metricsUrl() {
        return URI.create("http://127.0.0.1:" + gateway.managementPort() + "/metrics");
    }

    /** The gateway's metrics as Prometheus would fetch them. */
    Metrics metrics() throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(metricsUrl()).build();
            return Metrics.parse(http.send(request, BodyHandlers.ofString()).body());
        }
    }

    /** Ends what is left and closes all ports. Safe to call after a failure; waits seconds. */
    @Override
    public void close() {
        try {
            phone.closeAll().get(CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            get(gateway.stop(CLOSE_LIMIT));
            get(model.close());
            get(neighbours.close());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException incomplete) {
            // The process ends now, and with it whatever did not close.
        }
    }

    private static <T> T get(Future<T> future)
            throws InterruptedException, ExecutionException, TimeoutException {
        return future.toCompletionStage()
                .toCompletableFuture()
                .get(START_SECONDS, TimeUnit.SECONDS);
    }
}
