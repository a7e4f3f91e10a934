package dev.trunkline.loadtest.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.gateway.Gateway;
import dev.trunkline.gateway.config.GatewayConfigLoader;
import dev.trunkline.loadtest.model.ConnectionInfo;
import dev.trunkline.loadtest.model.ModelBehavior;
import dev.trunkline.loadtest.model.SimulatedRealtime;
import dev.trunkline.loadtest.phone.CallScript;
import dev.trunkline.loadtest.phone.GatewayAddress;
import dev.trunkline.loadtest.phone.PhoneCallReport;
import dev.trunkline.loadtest.phone.SimulatedTwilio;
import dev.trunkline.loadtest.phone.TwilioAccount;
import dev.trunkline.observability.metrics.CallPhase;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * A gateway with both its neighbours, on free ports of loopback. Closing it asserts that all is at
 * rest.
 */
final class Bench implements AutoCloseable {
    static final TwilioAccount ACCOUNT =
            new TwilioAccount(
                    "AC0123456789abcdef0123456789abcdef", "8f1e2d3c4b5a69788796a5b4c3d2e1f0");

    private final Vertx neighbours = Vertx.vertx();
    final SimulatedRealtime model;
    final Gateway gateway;
    final SimulatedTwilio twilio;

    Bench(Map<String, String> environment, Function<ConnectionInfo, ModelBehavior> behaviors) {
        model = get(SimulatedRealtime.start(neighbours, behaviors));
        Map<String, String> all = new HashMap<>();
        all.put("PORT", "0");
        all.put("MANAGEMENT_PORT", "0");
        all.put("TRUNKLINE_HTTP_HOST", "127.0.0.1");
        all.put("PUBLIC_URL", "https://voice.gateway.example");
        all.put("TWILIO_ACCOUNT_SID", ACCOUNT.accountSid());
        all.put("TWILIO_AUTH_TOKEN", ACCOUNT.authToken());
        all.put("OPENAI_API_KEY", "sk-simulated");
        all.put("OPENAI_REALTIME_URL", model.url());
        all.putAll(environment);
        gateway = get(Gateway.start(GatewayConfigLoader.load(all)));
        twilio = SimulatedTwilio.create(neighbours, ACCOUNT, GatewayAddress.local(gateway.port()));
    }

    PhoneCallReport call(CallScript script) {
        try {
            return twilio.call(script).get(150, TimeUnit.SECONDS);
        } catch (Exception failed) {
            throw new AssertionError("the call did not end", failed);
        }
    }

    /** All of {@code /metrics}. */
    String metrics() {
        return new String(gateway.meters().scrape(null).body(), StandardCharsets.UTF_8);
    }

    /** The sum over a counter's series; 0 if it has none. */
    double counter(String name) {
        return metrics()
                .lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** Waits for a condition, which must come. */
    static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(15).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("never: " + what);
            }
            LockSupport.parkNanos(2_000_000);
        }
    }

    /** Nothing is left of any call: no call, no session, no socket at the model. */
    void assertAtRest() {
        await(
                "all calls over",
                () -> {
                    int calls = 0;
                    for (CallPhase phase : CallPhase.values()) {
                        calls += gateway.calls(phase);
                    }
                    return calls == 0;
                });
        await("all model sockets closed", () -> model.openConnections() == 0);
        assertThat(metrics()).contains("trunkline_prewarmed_sessions 0.0");
    }

    @Override
    public void close() {
        get(Future.fromCompletionStage(twilio.closeAll()));
        assertAtRest();
        get(gateway.stop(Duration.ofSeconds(5)));
        get(model.close());
        get(Future.fromCompletionStage(neighbours.close().toCompletionStage()));
    }

    static <T> T get(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }
}
