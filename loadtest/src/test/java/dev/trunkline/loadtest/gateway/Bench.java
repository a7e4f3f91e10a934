package dev.trunkline.loadtest.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.gateway.Gateway;
import dev.trunkline.gateway.config.GatewayConfig;
import dev.trunkline.gateway.config.GatewayConfigLoader;
import dev.trunkline.loadtest.model.ConnectionInfo;
import dev.trunkline.loadtest.model.ConnectionRecord;
import dev.trunkline.loadtest.model.ModelBehavior;
import dev.trunkline.loadtest.model.ModelConnection;
import dev.trunkline.loadtest.model.SimulatedRealtime;
import dev.trunkline.loadtest.phone.CallProgress;
import dev.trunkline.loadtest.phone.CallScript;
import dev.trunkline.loadtest.phone.CallerAudio;
import dev.trunkline.loadtest.phone.GatewayAddress;
import dev.trunkline.loadtest.phone.PhoneCall;
import dev.trunkline.loadtest.phone.PhoneCallReport;
import dev.trunkline.loadtest.phone.PhoneCallReport.Outcome;
import dev.trunkline.loadtest.phone.SimulatedTwilio;
import dev.trunkline.loadtest.phone.TwilioAccount;
import dev.trunkline.loadtest.phone.When;
import dev.trunkline.observability.metrics.CallPhase;
import dev.trunkline.observability.record.CallRecords;
import dev.trunkline.observability.record.NoRecords;
import dev.trunkline.observability.record.RecordFilter;
import dev.trunkline.observability.record.RecordsUnavailableException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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
        this(
                environment,
                behaviors,
                environment.getOrDefault("TRUNKLINE_RECORDS_KEEP", "").equals("true")
                        ? null
                        : new NoRecords("Nothing is asked of them here."));
    }

    /**
     * A bench of these settings.
     *
     * @param records where calls are kept; null for where the environment says
     */
    Bench(
            Map<String, String> environment,
            Function<ConnectionInfo, ModelBehavior> behaviors,
            @Nullable CallRecords records) {
        model = get(SimulatedRealtime.start(neighbours, behaviors));
        Map<String, String> all = new HashMap<>();
        all.put("PORT", "0");
        all.put("TRUNKLINE_LIMITS_MAX_LOOP_LAG", "0ms"); // a busy machine is no reason to refuse
        all.put("MANAGEMENT_PORT", "0");
        all.put("TRUNKLINE_HTTP_HOST", "127.0.0.1");
        all.put("PUBLIC_URL", "https://voice.gateway.example");
        all.put("TWILIO_ACCOUNT_SID", ACCOUNT.accountSid());
        all.put("TWILIO_AUTH_TOKEN", ACCOUNT.authToken());
        all.put("OPENAI_API_KEY", "sk-simulated");
        all.put("OPENAI_REALTIME_URL", model.url());
        all.putAll(environment);
        GatewayConfigLoader loader = new GatewayConfigLoader(all);
        GatewayConfig config = loader.load();
        gateway = get(records == null ? Gateway.start(config) : Gateway.start(config, records));
        gateway.followAgents(loader);
        GatewayAddress plain = GatewayAddress.local(gateway.port());
        boolean tls = config.http().tls().certificate() != null;
        twilio =
                SimulatedTwilio.create(
                        neighbours,
                        ACCOUNT,
                        new GatewayAddress(plain.publicUrl(), plain.host(), plain.port(), tls));
    }

    /** Agents of these names, each of which asks for the model of its own name. */
    static Map<String, String> agents(String lane, String further, String... names) {
        String agents =
                Stream.concat(Stream.of("default"), Stream.of(names))
                        .map(name ->
                                "%s: {instructions: Be brief., model: %s%s}"
                                        .formatted(name, name, further))
                        .collect(Collectors.joining(", ", "{", "}"));
        return Map.of("TRUNKLINE_MEDIA_LANE", lane, "TRUNKLINE_AGENTS", agents);
    }

    /** The caller hears the greeting, says something, hears the answer and hangs up. */
    static CallScript.Builder shortCall(String agent) {
        return shortCall(agent, 300);
    }

    /** Whose caller takes no pause for the answer's end that is shorter than this. */
    static CallScript.Builder shortCall(String agent, int pauseMs) {
        return CallScript.inbound("/twilio/voice?agent=" + agent)
                .say(When.agentEnded(pauseMs), CallerAudio.utterance(1))
                .hangUp(When.agentEnded(pauseMs));
    }

    PhoneCall place(CallScript script) {
        return twilio.place(script);
    }

    PhoneCallReport call(CallScript script) {
        return ended(place(script));
    }

    /** Waits until the call is over. */
    static PhoneCallReport ended(PhoneCall call) {
        return got(call.report());
    }

    /** Waits until the call's stream has come to this. */
    static CallProgress reached(PhoneCall call, Predicate<CallProgress> condition) {
        return got(call.await(condition, Duration.ofSeconds(30)));
    }

    /** The connection of the agent whose model has this name. */
    ModelConnection connection(String modelName) {
        await("a connection to " + modelName, () -> find(modelName).isPresent());
        return find(modelName).orElseThrow();
    }

    /** The newest connection of the agent whose model has its name. */
    ConnectionRecord newestConnection(String modelName) {
        return model.connections().stream()
                .filter(each -> modelName.equals(each.info().model()))
                .reduce((_, later) -> later)
                .orElseThrow()
                .record();
    }

    private Optional<ModelConnection> find(String modelName) {
        return model.connections().stream()
                .filter(each -> modelName.equals(each.info().model()))
                .findFirst();
    }

    /** The call went as calls should: all audio arrived in both directions, no rule was broken. */
    void assertUnharmed(PhoneCallReport report, String modelName) {
        assertThat(report.outcome()).as(modelName).isEqualTo(Outcome.CALLER_HUNG_UP);
        assertThat(report.violations()).as(modelName).isEmpty();
        var stream = report.stream().orElseThrow();
        ConnectionRecord record = connection(modelName).record();
        await("the model has read to the end", Duration.ofSeconds(30), record::isClosed);
        assertThat(record.violations()).as(modelName).isEmpty();
        assertArrived(stream.sent().muLaw(), record.audio(), modelName);
        Heard.assertAnswers(stream, stream.utterances().size() + 1, modelName);
    }

    /** What arrived at the model is what was sent, byte for byte. */
    static void assertArrived(byte[] sent, byte[] arrived, String call) {
        assertThat(Arrays.mismatch(sent, arrived))
                .as(
                        "%s: %d bytes sent, %d arrived; first difference",
                        call, sent.length, arrived.length)
                .isEqualTo(-1);
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

    /** The same of the series that have this label value. */
    double counter(String name, String labelValue) {
        return metrics()
                .lines()
                .filter(line ->
                        line.startsWith(name + "{") && line.contains('"' + labelValue + '"'))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** Waits for a condition, which must come. */
    static void await(String what, BooleanSupplier condition) {
        await(what, Duration.ofSeconds(15), condition);
    }

    /** The same, of what may take longer. */
    static void await(String what, Duration limit, BooleanSupplier condition) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("never: " + what);
            }
            LockSupport.parkNanos(2_000_000);
        }
    }

    /** Waits for a store to reach its database, which it does by itself. */
    static void awaitAnswers(CallRecords records) {
        await(
                "the records answer",
                Duration.ofSeconds(60),
                () -> {
                    try {
                        return records.count(RecordFilter.ALL) >= 0;
                    } catch (RecordsUnavailableException notYet) {
                        return false;
                    }
                });
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
        await("no media socket left", () -> counter("trunkline_open_sockets") == 0);
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
        return got(future.toCompletionStage().toCompletableFuture());
    }

    static <T> T got(CompletableFuture<T> future) {
        try {
            return future.get(150, TimeUnit.SECONDS);
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }
}
