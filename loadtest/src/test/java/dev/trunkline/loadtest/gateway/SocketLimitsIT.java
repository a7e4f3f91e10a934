package dev.trunkline.loadtest.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.loadtest.model.ModelBehavior;
import dev.trunkline.loadtest.phone.CallProgress;
import dev.trunkline.loadtest.phone.PhoneCall;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What strangers can take of the public port: sockets, time, header bytes. */
@ExtendWith(Leaks.class)
class SocketLimitsIT {
    private static final String REFUSED = "trunkline_sockets_refused_total";
    private static final String OPEN = "trunkline_public_sockets";
    private static final String UNSIGNED =
            "POST /twilio/voice HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n";

    private static Bench bench(String... keysAndValues) {
        Map<String, String> environment = new HashMap<>(Bench.agents("fast", "", "beside"));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            environment.put("TRUNKLINE_HTTP_SOCKETS_" + keysAndValues[i], keysAndValues[i + 1]);
        }
        return new Bench(environment, _ -> ModelBehavior.defaults());
    }

    @Test
    void socketsBeyondTheLimit_areClosedAtOnce_andThereIsRoomAgainOnceSomeHaveGone()
            throws Exception {
        try (Bench bench = bench("MOST", "4")) {
            PhoneCall call = bench.place(Bench.shortCall("beside").build());
            Bench.reached(call, CallProgress::agentAudible);
            double ofTheCall = bench.counter(OPEN);
            List<Socket> crowd = new ArrayList<>();
            for (double open = ofTheCall; open < 4; open++) {
                crowd.add(connect(bench));
            }
            Bench.await("all in", () -> bench.counter(OPEN) == 4);
            try (Socket beyond = connect(bench)) {
                assertThat(endOf(beyond)).isEmpty();
            }
            assertThat(bench.counter(REFUSED, "full")).isEqualTo(1);
            for (Socket each : crowd) {
                each.close();
            }
            Bench.await("room", () -> bench.counter(OPEN) <= ofTheCall);
            bench.assertUnharmed(Bench.ended(call), "beside");
        }
    }

    @Test
    void strangersBeyondTheirLimit_areClosed_whileThoseWhoHaveAskedStay() throws Exception {
        try (Bench bench = bench("HANDSHAKES", "2");
                Socket known = connect(bench)) {
            ask(known); // a stranger no more
            try (Socket first = connect(bench);
                    Socket second = connect(bench)) {
                Bench.await("both in", () -> bench.counter(OPEN) == 3);
                try (Socket third = connect(bench)) {
                    assertThat(endOf(third)).isEmpty();
                }
                assertThat(bench.counter(REFUSED, "handshakes")).isEqualTo(1);
                ask(known);
                ask(first);
                try (Socket fourth = connect(bench)) {
                    ask(fourth);
                }
                ask(second);
            }
        }
    }

    @Test
    void aRequestThatOnlyTrickles_isCutOff_whicheverPartOfItDoes() throws Exception {
        try (Bench bench = bench("REQUEST_TIMEOUT", "400ms");
                Socket silent = connect(bench);
                Socket head = connect(bench);
                Socket body = connect(bench)) {
            Thread trickle =
                    Thread.ofVirtual()
                            .start(() -> trickle(head, "POST /twilio/voice HTTP/1.1\r\nX: "));
            send(body, "POST /twilio/voice HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\na=b");
            assertThat(endOf(silent)).isEmpty();
            assertThat(endOf(body)).isEmpty();
            trickle.join();
            Bench.await("all three", () -> bench.counter(REFUSED, "slow_request") == 3);
        }
    }

    @Test
    void aSocketThatLiesIdleBetweenRequests_isClosed_andThatIsNoRefusal() throws Exception {
        try (Bench bench = bench("KEEP_ALIVE", "300ms");
                Socket socket = connect(bench)) {
            ask(socket);
            ask(socket);
            assertThat(endOf(socket)).isEmpty();
            assertThat(bench.counter(REFUSED)).isZero();
        }
    }

    /** However short the limits for requests are, a media socket outlives them. */
    @Test
    void aCall_isNoRequest() {
        try (Bench bench = bench("REQUEST_TIMEOUT", "1s", "KEEP_ALIVE", "1s")) {
            bench.assertUnharmed(bench.call(Bench.shortCall("beside").build()), "beside");
            Bench.await("no socket left", () -> bench.counter(OPEN) == 0);
        }
    }

    @Test
    void aHeaderOver16KiB_isAnsweredAndClosed() throws Exception {
        try (Bench bench = bench();
                Socket socket = connect(bench)) {
            send(
                    socket,
                    "GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + "x".repeat(17 * 1_024) + "\r\n\r\n");
            assertThat(endOf(socket)).startsWith("HTTP/1.1 431");
            Bench.await("closed", () -> bench.counter(OPEN) == 0);
        }
    }

    private static Socket connect(Bench bench) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), bench.gateway.port());
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** A whole request, and the beginning of its answer. */
    private static void ask(Socket socket) throws IOException {
        send(socket, UNSIGNED);
        byte[] answer = new byte[1_024];
        int bytes = socket.getInputStream().read(answer);
        assertThat(new String(answer, 0, Math.max(0, bytes), StandardCharsets.US_ASCII))
                .startsWith("HTTP/1.1 403")
                .containsPattern("(?s)\r\n\r\n.");
    }

    /** What comes until the gateway closes it. */
    private static String endOf(Socket socket) throws IOException {
        try {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        } catch (SocketException reset) { // closed before what was sent was read
            return "";
        }
    }

    /** One byte after the other, until it is closed. */
    private static void trickle(Socket socket, String beginning) {
        try {
            send(socket, beginning);
            while (true) {
                send(socket, "x");
                LockSupport.parkNanos(20_000_000);
            }
        } catch (IOException closed) {
            return;
        }
    }
}
