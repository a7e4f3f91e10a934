package dev.trunkline.loadtest.network;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The relay between plain sockets and a server that sends back what it is sent. */
class TcpRelayIT {
    private static final int PATIENCE_MS = 20_000;

    /** Long enough for loopback, where what is let through comes in microseconds. */
    private static final int NOTHING_MS = 200;

    private static final String STRUCK = "GET /struck\r\n";
    private static final String OTHER = "GET /other\r\n";

    private final ServerSocket echo;
    private final TcpRelay relay;

    TcpRelayIT() throws IOException {
        echo = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.startVirtualThread(this::serve);
        relay = new TcpRelay(echo.getLocalPort(), line -> line.contains("struck"), 1);
    }

    private void serve() {
        while (!echo.isClosed()) {
            try {
                Socket socket = echo.accept();
                Thread.startVirtualThread(() -> sendBack(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static void sendBack(Socket socket) {
        try (socket) {
            socket.getInputStream().transferTo(socket.getOutputStream());
        } catch (IOException broken) {
            // as a test wanted it
        }
    }

    @AfterEach
    void close() throws IOException {
        relay.close();
        echo.close();
    }

    /** Connected, and judged by its first line, which has come back. */
    private Socket client(String firstLine) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), relay.port());
        socket.setSoTimeout(PATIENCE_MS);
        say(socket, firstLine);
        assertThat(heard(socket, firstLine.length())).isEqualTo(firstLine);
        return socket;
    }

    private static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(US_ASCII));
    }

    private static String heard(Socket socket, int length) throws IOException {
        return new String(socket.getInputStream().readNBytes(length), US_ASCII);
    }

    private static void assertHearsNothing(Socket socket) throws IOException {
        socket.setSoTimeout(NOTHING_MS);
        assertThatThrownBy(() -> socket.getInputStream().read())
                .isInstanceOf(SocketTimeoutException.class);
        socket.setSoTimeout(PATIENCE_MS);
    }

    @Test
    void slow_isNoSoonerThanTheDelayThereAndBack_andKeepsTheOrder() throws IOException {
        try (Socket socket = client(STRUCK)) {
            relay.become(new PathState.Slow(30, 40, 0));
            long from = System.nanoTime();
            StringBuilder said = new StringBuilder();
            for (int number = 0; number < 50; number++) {
                say(socket, number + ",");
                said.append(number).append(',');
            }
            assertThat(heard(socket, said.length())).isEqualTo(said.toString());
            assertThat(System.nanoTime() - from).isGreaterThanOrEqualTo(60_000_000);
        }
    }

    @Test
    void bandwidth_isNotExceeded() throws IOException {
        try (Socket socket = client(STRUCK)) {
            relay.become(new PathState.Slow(0, 0, 100_000));
            long from = System.nanoTime();
            say(socket, "x".repeat(20_000));
            assertThat(heard(socket, 20_000)).hasSize(20_000);
            assertThat(System.nanoTime() - from).isGreaterThanOrEqualTo(200_000_000);
        }
    }

    @Test
    void still_holdsEverything_andGivesItBack() throws IOException {
        try (Socket socket = client(STRUCK)) {
            relay.become(new PathState.Still());
            say(socket, "late");
            assertHearsNothing(socket);
            relay.become(PathState.CLEAR);
            assertThat(heard(socket, 4)).isEqualTo("late");
        }
    }

    @Test
    void lost_tellsNobody_forAsLongAsTheConnectionIs_butNewOnesPass() throws IOException {
        try (Socket socket = client(STRUCK)) {
            relay.become(new PathState.Lost());
            say(socket, "lost");
            assertHearsNothing(socket);
            relay.become(PathState.CLEAR);
            say(socket, "as well");
            assertHearsNothing(socket);
            client(STRUCK).close();
        }
    }

    @Test
    void reset_isSeenAsOne() throws IOException {
        try (Socket socket = client(STRUCK)) {
            relay.reset();
            assertThatThrownBy(() -> socket.getInputStream().read())
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("reset");
        }
    }

    @Test
    void otherConnections_areNotAffected() throws IOException {
        try (Socket socket = client(OTHER)) {
            relay.become(new PathState.Lost());
            relay.reset();
            say(socket, "heard");
            assertThat(heard(socket, 5)).isEqualTo("heard");
        }
    }

    @Test
    void end_passesBehindWhatWasSaid() throws IOException {
        try (Socket socket = client(STRUCK)) {
            relay.become(new PathState.Slow(20, 0, 0));
            say(socket, "goodbye");
            assertThat(heard(socket, 7)).isEqualTo("goodbye");
            relay.become(PathState.CLEAR);
            socket.shutdownOutput();
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }
}
