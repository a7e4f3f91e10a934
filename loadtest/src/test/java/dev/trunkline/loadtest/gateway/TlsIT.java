package dev.trunkline.loadtest.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.loadtest.model.ModelBehavior;
import dev.trunkline.loadtest.phone.CallProgress;
import dev.trunkline.loadtest.phone.CallScript;
import dev.trunkline.loadtest.phone.CallerAudio;
import dev.trunkline.loadtest.phone.PhoneCall;
import dev.trunkline.loadtest.phone.PhoneCallReport;
import dev.trunkline.loadtest.phone.When;
import io.netty.handler.ssl.OpenSsl;
import io.netty.pkitesting.X509Bundle;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The gateway ends TLS itself: whole calls over https and wss, and certificates renewed under them.
 */
@ExtendWith(Leaks.class)
class TlsIT {
    private static final String REFUSED = "trunkline_sockets_refused_total";
    private static final String RELOADS = "trunkline_certificate_reloads_total";

    @TempDir private Path directory;

    private Bench bench(PemPair files, Map<String, String> besides) {
        return new Bench(files.environment(besides), _ -> ModelBehavior.defaults());
    }

    @Test
    void boringSsl_isThereWhereTestsRun() {
        assertThat(OpenSsl.isAvailable()).isTrue();
        assertThat(OpenSsl.versionString()).contains("BoringSSL");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fast", "plain"})
    void aCallOverTls_isWholeInBothDirections_andTheCallerCanInterrupt(String lane)
            throws Exception {
        PemPair files = new PemPair(directory);
        files.write(PemPair.selfSigned(90));
        try (Bench bench = bench(files, Bench.agents(lane, "", "whole", "cut"))) {
            PhoneCall whole = bench.place(Bench.shortCall("whole").build());
            PhoneCall cut =
                    bench.place(
                            CallScript.inbound("/twilio/voice?agent=cut")
                                    .say(When.interrupting(500), CallerAudio.utterance(2))
                                    .hangUp(When.agentEnded(300))
                                    .build());
            bench.assertUnharmed(Bench.ended(whole), "whole");
            PhoneCallReport interrupted = Bench.ended(cut);
            assertThat(interrupted.violations()).isEmpty();
            assertThat(interrupted.stream().orElseThrow().clears()).hasSize(1);
            assertThat(bench.connection("cut").record().truncations()).hasSize(1);
            if (lane.equals("fast")) { // the other one leaves all to itself
                assertThat(bench.counter("trunkline_lane_fallbacks_total")).isZero();
            }
            assertThat(bench.counter(REFUSED)).isZero();
        }
    }

    @Test
    void aNewCertificate_isShownToNewHandshakes_whileACallGoesOn() throws Exception {
        PemPair files = new PemPair(directory);
        X509Bundle old = PemPair.selfSigned(3);
        X509Bundle fresh = PemPair.selfSigned(90);
        files.write(old);
        // Two loops share the port: the certificate must change on both.
        Map<String, String> two = new HashMap<>(Bench.agents("fast", "", "beside"));
        two.put("EVENT_LOOPS", "2");
        try (Bench bench = bench(files, two)) {
            int port = bench.gateway.port();
            PhoneCall call = bench.place(Bench.shortCall("beside").build());
            Bench.reached(call, CallProgress::agentAudible);
            assertThat(PemPair.shows(port, old)).isTrue();
            assertThat(expiry(bench)).isEqualTo(secondsOf(old));

            files.write(fresh);
            Bench.await("loaded", () -> bench.counter(RELOADS, "loaded") == 1);
            for (int handshake = 0; handshake < 4; handshake++) {
                assertThat(PemPair.shows(port, fresh)).as("handshake %d", handshake).isTrue();
            }
            assertThat(expiry(bench)).isEqualTo(secondsOf(fresh));
            assertThat(bench.counter(RELOADS, "refused")).isZero();
            bench.assertUnharmed(Bench.ended(call), "beside"); // begun under the old one
        }
    }

    @Test
    void aPairThatDoesNotFit_keepsTheOldOne_andIsCounted_untilItsOtherHalfComes() throws Exception {
        PemPair files = new PemPair(directory);
        X509Bundle old = PemPair.selfSigned(3);
        X509Bundle fresh = PemPair.selfSigned(90);
        files.write(old);
        try (Bench bench = bench(files, Map.of())) {
            files.writeCertificate(fresh);
            Bench.await("refused", () -> bench.counter(RELOADS, "refused") == 1);
            assertThat(PemPair.shows(bench.gateway.port(), old)).isTrue();
            assertThat(expiry(bench)).isEqualTo(secondsOf(old));
            files.write(fresh);
            Bench.await("loaded", () -> bench.counter(RELOADS, "loaded") == 1);
            assertThat(PemPair.shows(bench.gateway.port(), fresh)).isTrue();
            assertThat(bench.counter(RELOADS, "refused")).isEqualTo(1);
        }
    }

    @Test
    void theManagementPort_speaksTlsIfItShould_andIsRenewedToo() throws Exception {
        PemPair files = new PemPair(directory);
        X509Bundle old = PemPair.selfSigned(3);
        X509Bundle fresh = PemPair.selfSigned(90);
        files.write(old);
        try (Bench bench = bench(files, Map.of("TRUNKLINE_HTTP_TLS_MANAGEMENT", "true"))) {
            int port = bench.gateway.managementPort();
            assertThat(PemPair.shows(port, old)).isTrue();
            files.write(fresh);
            Bench.await("loaded", () -> bench.counter(RELOADS, "loaded") == 1);
            try (SSLSocket socket = PemPair.connect(port, fresh)) {
                send(socket, "GET /health/ready HTTP/1.0\r\n\r\n");
                assertThat(readAll(socket)).startsWith("HTTP/1.0 200");
            }
        }
    }

    @Test
    void theManagementPort_staysPlainOtherwise() throws Exception {
        PemPair files = new PemPair(directory);
        files.write(PemPair.selfSigned(90));
        try (Bench bench = bench(files, Map.of());
                HttpClient http = HttpClient.newHttpClient()) {
            URI ready =
                    URI.create(
                            "http://127.0.0.1:" + bench.gateway.managementPort() + "/health/ready");
            assertThat(
                            http.send(
                                            HttpRequest.newBuilder(ready).build(),
                                            BodyHandlers.ofString())
                                    .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void aHandshakeThatDoesNotEnd_isCutOff() throws Exception {
        PemPair files = new PemPair(directory);
        files.write(PemPair.selfSigned(90));
        Map<String, String> impatient = Map.of("TRUNKLINE_HTTP_TLS_HANDSHAKE_TIMEOUT", "300ms");
        try (Bench bench = bench(files, impatient);
                Socket silent = new Socket(InetAddress.getLoopbackAddress(), bench.gateway.port());
                Socket beginning =
                        new Socket(InetAddress.getLoopbackAddress(), bench.gateway.port())) {
            beginning.getOutputStream().write(new byte[] {22, 3, 1, 0, 100, 1}); // RFC 8446 5.1
            assertThat(readAll(silent)).isEmpty();
            assertThat(beginning.getInputStream().readAllBytes()).isNotNull(); // an alert perhaps
            Bench.await("both", () -> bench.counter(REFUSED, "slow_handshake") == 2);
        }
    }

    @Test
    void plainHttp_isTurnedAway_andCounted() throws Exception {
        PemPair files = new PemPair(directory);
        files.write(PemPair.selfSigned(90));
        try (Bench bench = bench(files, Map.of());
                Socket socket =
                        new Socket(InetAddress.getLoopbackAddress(), bench.gateway.port())) {
            send(socket, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(readAll(socket)).doesNotContain("HTTP/");
            Bench.await("counted", () -> bench.counter(REFUSED, "failed_handshake") == 1);
        }
    }

    private static double expiry(Bench bench) {
        return bench.counter("trunkline_certificate_expiry_timestamp_seconds");
    }

    private static double secondsOf(X509Bundle bundle) {
        return bundle.getCertificate().getNotAfter().toInstant().getEpochSecond();
    }

    private static void send(Socket socket, String text) throws Exception {
        socket.setSoTimeout(20_000);
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String readAll(Socket socket) throws Exception {
        socket.setSoTimeout(20_000);
        try (InputStream in = socket.getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }
}
