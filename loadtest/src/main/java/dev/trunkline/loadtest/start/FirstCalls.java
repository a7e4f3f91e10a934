package dev.trunkline.loadtest.start;

import dev.trunkline.loadtest.audio.ProbeTallies;
import dev.trunkline.loadtest.audio.ProbeTally;
import dev.trunkline.loadtest.model.LoadTalk;
import dev.trunkline.loadtest.model.ModelBehavior;
import dev.trunkline.loadtest.model.SimulatedRealtime;
import dev.trunkline.loadtest.phone.CallScript;
import dev.trunkline.loadtest.phone.GatewayAddress;
import dev.trunkline.loadtest.phone.PhoneCall;
import dev.trunkline.loadtest.phone.PhoneCallReport;
import dev.trunkline.loadtest.phone.SimulatedTwilio;
import dev.trunkline.loadtest.phone.TwilioAccount;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Starts gateways and calls each once. Phones and model stay the same, and get warm. */
final class FirstCalls implements AutoCloseable {
    private static final TwilioAccount ACCOUNT =
            new TwilioAccount(
                    "AC0123456789abcdef0123456789abcdef", "8f1e2d3c4b5a69788796a5b4c3d2e1f0");

    private static final int DELTA_MS = 100;
    private static final int ANSWER_SECONDS = 30;
    private static final int TAIL_MS = 500;
    private static final double NANOS_PER_MS = 1e6;

    private final int seconds;
    private final Vertx vertx =
            Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));

    /**
     * Prepares calls.
     *
     * @param seconds how long each lasts
     */
    FirstCalls(int seconds) {
        this.seconds = seconds;
    }

    /** Starts a gateway by {@code command}, calls it, and stops it. */
    FirstCall measure(List<String> command, Map<String, String> environment) throws Exception {
        ProbeTallies tallies = new ProbeTallies();
        SimulatedRealtime model =
                get(
                        SimulatedRealtime.start(
                                vertx,
                                _ ->
                                        ModelBehavior.loading(
                                                LoadTalk.continuous(DELTA_MS).tallied(tallies))));
        Map<String, String> all = new HashMap<>(common(model.url()));
        all.putAll(environment);
        try (StartedGateway gateway = new StartedGateway(command, all)) {
            SimulatedTwilio twilio =
                    SimulatedTwilio.create(vertx, ACCOUNT, GatewayAddress.local(gateway.port()));
            // From the first frame on, however long it takes to come.
            long placedNanos = System.nanoTime();
            tallies.count(placedNanos, placedNanos + TimeUnit.SECONDS.toNanos(ANSWER_SECONDS));
            PhoneCall call =
                    twilio.place(
                            CallScript.inbound("/twilio/voice")
                                    .background(CallScript.Background.PROBES)
                                    .hearing(CallScript.Hearing.COUNT)
                                    .tallies(tallies)
                                    .maxDurationMs(seconds * 1_000L)
                                    .build());
            var _ =
                    call.await(
                                    progress -> progress.framesSent() > 0,
                                    Duration.ofSeconds(ANSWER_SECONDS))
                            .exceptionally(_ -> null) // the report says why
                            .get();
            // All but the last of it: what is on its way when the caller hangs up is not lost.
            long untilNanos =
                    System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(seconds * 1_000L - TAIL_MS);
            tallies.count(placedNanos, untilNanos);
            PhoneCallReport report = call.report().get(seconds + ANSWER_SECONDS, TimeUnit.SECONDS);
            get(Future.fromCompletionStage(twilio.closeAll()));
            return measured(gateway.readyNanos(), report, tallies);
        } finally {
            get(model.close());
        }
    }

    private static FirstCall measured(
            long readyNanos, PhoneCallReport report, ProbeTallies tallies) {
        PhoneCallReport.StreamReport stream =
                report.stream()
                        .orElseThrow(() ->
                                new IllegalStateException(
                                        "the call was not taken: " + report.outcome()));
        ProbeTally up = tallies.uplink();
        ProbeTally down = tallies.downlink();
        return new FirstCall(
                readyNanos / NANOS_PER_MS,
                (stream.startedNanos() - report.webhookNanos()) / NANOS_PER_MS,
                (stream.firstMediaNanos() - stream.startedNanos()) / NANOS_PER_MS,
                up.latency().getValueAtPercentile(50) / NANOS_PER_MS,
                up.latency().getValueAtPercentile(99) / NANOS_PER_MS,
                up.latency().getMaxValue() / NANOS_PER_MS,
                down.latency().getValueAtPercentile(50) / NANOS_PER_MS,
                down.latency().getValueAtPercentile(99) / NANOS_PER_MS,
                down.latency().getMaxValue() / NANOS_PER_MS,
                up.counts().lost() + down.counts().lost());
    }

    private static Map<String, String> common(String modelUrl) {
        return Map.of(
                "PORT", "0",
                "MANAGEMENT_PORT", "0",
                "TRUNKLINE_HTTP_HOST", "127.0.0.1",
                "PUBLIC_URL", "https://voice.gateway.example",
                "TWILIO_AUTH_TOKEN", ACCOUNT.authToken(),
                "OPENAI_API_KEY", "sk-simulated",
                "OPENAI_REALTIME_URL", modelUrl,
                "TRUNKLINE_RECORDS_KEEP", "false",
                // A model that stutters runs ahead afterwards: pacing is no latency.
                "TRUNKLINE_MEDIA_PLAYOUT_LEAD_MS", "5000",
                "DRAIN_SECONDS", "0");
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage()
                .toCompletableFuture()
                .get(ANSWER_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
