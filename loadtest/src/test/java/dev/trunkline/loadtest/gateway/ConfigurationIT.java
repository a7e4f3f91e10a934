package dev.trunkline.loadtest.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.loadtest.model.ModelBehavior;
import dev.trunkline.loadtest.model.SimulatedRealtime;
import dev.trunkline.loadtest.phone.CallProgress;
import dev.trunkline.loadtest.phone.CallScript;
import dev.trunkline.loadtest.phone.GatewayAddress;
import dev.trunkline.loadtest.phone.PhoneCall;
import dev.trunkline.loadtest.phone.PhoneCallReport;
import dev.trunkline.loadtest.phone.PhoneCallReport.Outcome;
import dev.trunkline.loadtest.phone.SimulatedTwilio;
import dev.trunkline.observability.metrics.CallOutcome;
import dev.trunkline.observability.metrics.GatewayMeters;
import dev.trunkline.observability.record.CallRecord;
import dev.trunkline.observability.record.RecordDatabase;
import dev.trunkline.observability.record.RecordFilter;
import dev.trunkline.observability.record.RecordSettings;
import dev.trunkline.observability.record.RecordStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The gateway as a process: what its environment makes of it, and how it ends. */
@ExtendWith(Leaks.class)
class ConfigurationIT {
    @TempDir private Path directory;

    @Test
    void fiveMistakes_areAllNamed_andNoPortIsOpened() throws IOException {
        int port = freePort();
        Map<String, String> mistaken =
                Map.of(
                        "PORT", Integer.toString(port),
                        "MANAGEMENT_PORT", "70000",
                        "DRAIN_SECONDS", "-1",
                        "TWILIO_ACCOUNT_SID", "AC123",
                        "PUBLIC_URL", "https://voice.gateway.example",
                        "TRUNKLINE_MEDIA_PLAYOUT_LEAD_MS", "9000",
                        "TRUNKLINE_MEDIA_LANE", "sideways",
                        "TWILIO_AUTH_TOKEN", "8f1e2d3c4b5a69788796a5b4c3d2e1f0",
                        "OPENAI_API_KEY", "sk-simulated");
        try (GatewayProcess process = new GatewayProcess(mistaken)) {
            Bench.await(
                    "the end, without a port being opened",
                    () -> {
                        assertThat(opens(port)).isFalse();
                        return !process.alive();
                    });
            assertThat(process.exitCode()).isEqualTo(78);
            assertThat(process.errors())
                    .containsPattern("MANAGEMENT_PORT.*= 70000: expected 0 to 65535; ")
                    .containsPattern("DRAIN_SECONDS.*= -1: expected 0 to 3600; ")
                    .containsPattern("TWILIO_ACCOUNT_SID.*AC123.*: expected AC and 32 hex")
                    .containsPattern("PLAYOUT_LEAD_MS.*= 9000: expected 20 to 5000; ")
                    .containsPattern("MEDIA_LANE.*= sideways: expected fast, plain; ")
                    .doesNotContain("8f1e2d3c4b5a", "sk-simulated", "Exception", "\tat ");
            assertThat(process.errors().lines()).hasSize(5);
        }
    }

    @Test
    void sigterm_letsTheCallInProgressEnd_writesItsRecord_andExitsWithZero() throws Exception {
        Vertx neighbours = Vertx.vertx();
        SimulatedRealtime model =
                Bench.get(SimulatedRealtime.start(neighbours, _ -> ModelBehavior.defaults()));
        Map<String, String> environment = new HashMap<>();
        environment.put("PORT", "0");
        environment.put("MANAGEMENT_PORT", "0");
        environment.put("TRUNKLINE_HTTP_HOST", "127.0.0.1");
        environment.put("PUBLIC_URL", "https://voice.gateway.example");
        environment.put("TWILIO_AUTH_TOKEN", Bench.ACCOUNT.authToken());
        environment.put("OPENAI_API_KEY", "sk-simulated");
        environment.put("OPENAI_REALTIME_URL", model.url());
        environment.put("TRUNKLINE_RECORDS_DIRECTORY", directory.toString());
        Path classes = directory.resolve("classes");
        environment.put("JDK_JAVA_OPTIONS", "-Xlog:class+load:file=" + classes);
        try (GatewayProcess process = new GatewayProcess(environment);
                HttpClient http = HttpClient.newHttpClient()) {
            Bench.await("the gateway is ready", () -> process.number("port") > 0);
            SimulatedTwilio twilio =
                    SimulatedTwilio.create(
                            neighbours,
                            Bench.ACCOUNT,
                            GatewayAddress.local(process.number("port")));
            int management = process.number("managementPort");
            assertThat(readiness(http, management)).isEqualTo(200);
            PhoneCall call = twilio.place(Bench.shortCall("default").build());
            Bench.reached(call, CallProgress::agentAudible);

            process.terminate();
            Bench.await("not ready any more", () -> readiness(http, management) == 503);
            PhoneCallReport refused =
                    twilio.call(CallScript.inbound("/twilio/voice").build()).get();
            assertThat(refused.stream()).isEmpty();
            assertThat(refused.said()).singleElement().asString().startsWith("Say We are sorry");
            assertThat(process.alive()).isTrue();

            PhoneCallReport report = Bench.ended(call);
            assertThat(report.outcome()).isEqualTo(Outcome.CALLER_HUNG_UP);
            Heard.assertAnswers(report.stream().orElseThrow(), 2, "while draining");
            Bench.await("the process has ended", () -> !process.alive());
            assertThat(process.exitCode()).isZero();
            assertThat(recorded())
                    .filteredOn(record -> record.providerCallId().equals(call.callSid()))
                    .singleElement()
                    .satisfies(record -> {
                        assertThat(record.outcome()).isEqualTo(CallOutcome.COMPLETED_BY_CALLER);
                        assertThat(record.turns()).hasSize(1);
                    });
            assertThat(Files.readString(classes)) // nobody wanted traces
                    .contains("dev.trunkline.observability.trace.CallTraces ")
                    .doesNotContain("io.opentelemetry");
            Bench.got(twilio.closeAll());
        }
        Bench.get(model.close());
        Bench.get(Future.fromCompletionStage(neighbours.close().toCompletionStage()));
    }

    /** What the process has left on the disk. */
    private List<CallRecord> recorded() {
        RecordDatabase.Embedded file = new RecordDatabase.Embedded(directory);
        assertThat(file.file()).exists();
        GatewayMeters meters = new GatewayMeters();
        try (RecordStore store = RecordStore.start(RecordSettings.of(file), meters.records())) {
            Bench.awaitAnswers(store);
            return store.newest(RecordFilter.ALL, 0, 10);
        } finally {
            meters.close();
        }
    }

    private static int readiness(HttpClient http, int port) {
        URI uri = URI.create("http://127.0.0.1:" + port + "/health/ready");
        return Bench.got(
                        http.sendAsync(
                                HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()))
                .statusCode();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean opens(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }
}
