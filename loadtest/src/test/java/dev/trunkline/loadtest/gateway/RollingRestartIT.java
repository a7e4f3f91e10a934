package dev.trunkline.loadtest.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.loadtest.gateway.HaproxyProcess.Pod;
import dev.trunkline.loadtest.model.ModelBehavior;
import dev.trunkline.loadtest.model.SimulatedRealtime;
import dev.trunkline.loadtest.phone.CallScript;
import dev.trunkline.loadtest.phone.CallerAudio;
import dev.trunkline.loadtest.phone.GatewayAddress;
import dev.trunkline.loadtest.phone.PhoneCall;
import dev.trunkline.loadtest.phone.PhoneCallReport;
import dev.trunkline.loadtest.phone.PhoneCallReport.Outcome;
import dev.trunkline.loadtest.phone.SimulatedTwilio;
import dev.trunkline.loadtest.phone.When;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two gateways behind a load balancer, restarted one after the other while callers talk. */
@Tag("alone")
class RollingRestartIT {
    /** Below the ports that Linux hands out, so that nobody else is given them. */
    private static final int PORT = 21_080;

    private static final List<Pod> PODS =
            List.of(new Pod("a", 21_081, 21_082), new Pod("b", 21_083, 21_084));

    private static final int IN_PROGRESS = 100;
    private static final long BETWEEN_CALLS_MS = 70;

    /** Longer than a starting JVM makes an answer stop for on a busy machine. */
    private static final long ANSWER_OVER_MS = 2_000;

    private static final Duration RESTART_LIMIT = Duration.ofSeconds(60);

    private final Vertx neighbours = Vertx.vertx();
    private final Queue<PhoneCall> calls = new ConcurrentLinkedQueue<>();

    @TempDir private Path directory;

    @Test
    void noCallIsCut_andNobodyIsTurnedAway() throws Exception {
        SimulatedRealtime model =
                Bench.get(SimulatedRealtime.start(neighbours, _ -> ModelBehavior.defaults()));
        SimulatedTwilio twilio =
                SimulatedTwilio.create(neighbours, Bench.ACCOUNT, GatewayAddress.local(PORT));
        Map<Pod, GatewayProcess> running = new HashMap<>();
        try (HttpClient http = HttpClient.newHttpClient()) {
            for (Pod pod : PODS) {
                running.put(pod, start(pod, model));
            }
            PODS.forEach(pod -> Bench.await(pod + " is ready", () -> ready(http, pod)));
            try (HaproxyProcess balancer = new HaproxyProcess(directory, PORT, PODS)) {
                PODS.forEach(pod -> Bench.await(pod + " is sent calls", () -> up(http, pod)));
                long placing =
                        neighbours.setPeriodic(
                                BETWEEN_CALLS_MS, _ -> calls.add(twilio.place(talk())));
                for (Pod pod : PODS) {
                    Bench.await("a hundred calls", RESTART_LIMIT, () -> talking() >= IN_PROGRESS);
                    GatewayProcess leaving = Objects.requireNonNull(running.get(pod));
                    leaving.terminate();
                    Bench.await("not ready any more", RESTART_LIMIT, () -> !ready(http, pod));
                    Bench.await("its calls are over", RESTART_LIMIT, () -> !leaving.alive());
                    assertThat(leaving.exitCode()).isZero();
                    running.put(pod, start(pod, model));
                    Bench.await(pod + " is sent calls again", RESTART_LIMIT, () -> up(http, pod));
                }
                neighbours.cancelTimer(placing);
                for (PhoneCall call : calls) {
                    assertWhole(Bench.ended(call));
                }
                assertThat(balancer.alive()).isTrue();
            }
            assertThat(calls).hasSizeGreaterThan(2 * IN_PROGRESS);
            assertThat(model.connections())
                    .allSatisfy(session -> assertThat(session.record().violations()).isEmpty());
        } finally {
            running.values().forEach(GatewayProcess::close);
        }
        Bench.got(twilio.closeAll());
        Bench.get(model.close());
        Bench.get(Future.fromCompletionStage(neighbours.close().toCompletionStage()));
    }

    private static void assertWhole(PhoneCallReport report) {
        assertThat(report.outcome()).as(report::toString).isEqualTo(Outcome.CALLER_HUNG_UP);
        assertThat(report.violations()).isEmpty();
        assertThat(report.said()).isEmpty();
        assertThat(report.stream().orElseThrow().framesDropped()).isZero();
        Heard.assertAnswers(report.stream().orElseThrow(), 2, "while gateways are restarted");
    }

    private static CallScript talk() {
        return CallScript.inbound("/twilio/voice")
                .say(When.agentEnded(ANSWER_OVER_MS), CallerAudio.utterance(1))
                .hangUp(When.agentEnded(ANSWER_OVER_MS))
                .build();
    }

    private int talking() {
        return (int) calls.stream().filter(call -> !call.report().isDone()).count();
    }

    private GatewayProcess start(Pod pod, SimulatedRealtime model) throws IOException {
        Map<String, String> environment = new HashMap<>();
        environment.put("PORT", Integer.toString(pod.port()));
        environment.put("MANAGEMENT_PORT", Integer.toString(pod.managementPort()));
        environment.put("TRUNKLINE_HTTP_HOST", "127.0.0.1");
        environment.put("PUBLIC_URL", "https://voice.gateway.example/pods/" + pod.name());
        environment.put("TRUNKLINE_TWILIO_SHARED_URL", "https://voice.gateway.example");
        environment.put("TWILIO_AUTH_TOKEN", Bench.ACCOUNT.authToken());
        environment.put("OPENAI_API_KEY", "sk-simulated");
        environment.put("OPENAI_REALTIME_URL", model.url());
        environment.put("TRUNKLINE_LIMITS_MAX_LOOP_LAG", "0ms");
        environment.put("TRUNKLINE_MEDIA_SILENCE_AFTER_MS", "10000");
        environment.put("TRUNKLINE_RECORDS_KEEP", "false");
        environment.put("DRAIN_NOTICE_SECONDS", "3");
        environment.put("DRAIN_SECONDS", "50");
        return new GatewayProcess(environment);
    }

    private static boolean ready(HttpClient http, Pod pod) {
        return get(http, pod.managementPort(), "/health/ready")
                .filter(answer -> answer.statusCode() == 200)
                .isPresent();
    }

    /** Whether the balancer's own check has found it ready. */
    private static boolean up(HttpClient http, Pod pod) {
        return get(http, PORT, "/balancer;csv")
                .map(HttpResponse::body)
                .orElse("")
                .lines()
                .anyMatch(line ->
                        line.startsWith("any," + pod.name() + ",") && line.contains(",UP,"));
    }

    /** Empty while nobody listens. */
    private static Optional<HttpResponse<String>> get(HttpClient http, int port, String path) {
        URI uri = URI.create("http://127.0.0.1:" + port + path);
        try {
            return Optional.of(
                    http.send(
                            HttpRequest.newBuilder(uri).build(),
                            HttpResponse.BodyHandlers.ofString()));
        } catch (IOException notThere) {
            return Optional.empty();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
