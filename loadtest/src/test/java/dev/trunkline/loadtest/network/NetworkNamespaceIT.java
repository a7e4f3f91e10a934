package dev.trunkline.loadtest.network;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/**
 * A relay in another network, between plain sockets and a server that sends back what it is sent.
 */
class NetworkNamespaceIT {
    private static final int PATIENCE_MS = 30_000;
    private static final int NOTHING_MS = 200;

    @Test
    void whoseCableIsPulled_acknowledgesNothing_andGoesOnOnceItIsPluggedIn() throws IOException {
        try (ServerSocket echo = new ServerSocket(0, 5, InetAddress.getByName("0.0.0.0"));
                NetworkNamespace network = new NetworkNamespace();
                TcpRelay relay = new TcpRelay(network, echo.getLocalPort(), _ -> true, 1)) {
            Thread.startVirtualThread(() -> serve(echo));
            try (Socket socket = new Socket(network.inside(), relay.port())) {
                socket.setSoTimeout(PATIENCE_MS);
                assertThat(echoed(socket, "GET /here\r\n")).isEqualTo("GET /here\r\n");
                assertThat(unacknowledged(socket)).isZero();

                network.pull();
                say(socket, "anybody?");
                socket.setSoTimeout(NOTHING_MS);
                assertThatThrownBy(() -> socket.getInputStream().read())
                        .isInstanceOf(SocketTimeoutException.class);
                assertThat(unacknowledged(socket)).isEqualTo("anybody?".length());

                network.plugIn();
                socket.setSoTimeout(PATIENCE_MS);
                assertThat(heard(socket, "anybody?".length())).isEqualTo("anybody?");
            }
        }
    }

    private static void serve(ServerSocket echo) {
        try (Socket socket = echo.accept()) {
            socket.getInputStream().transferTo(socket.getOutputStream());
        } catch (IOException over) {
            // the relay has closed
        }
    }

    private static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(US_ASCII));
    }

    private static String heard(Socket socket, int length) throws IOException {
        return new String(socket.getInputStream().readNBytes(length), US_ASCII);
    }

    private static String echoed(Socket socket, String text) throws IOException {
        say(socket, text);
        return heard(socket, text.length());
    }

    /** Bytes sent and not acknowledged, as the kernel tells it (proc(5), /proc/net/tcp). */
    private static int unacknowledged(Socket socket) throws IOException {
        String local = ":" + "%04x".formatted(socket.getLocalPort()).toUpperCase(Locale.ROOT);
        String remote = ":" + "%04x".formatted(socket.getPort()).toUpperCase(Locale.ROOT);
        for (String table : new String[] {"tcp", "tcp6"}) { // Java's sockets are of both families
            for (String line : Files.readAllLines(Path.of("/proc/net", table))) {
                String[] columns = line.strip().split("\\s+", -1);
                if (columns[1].endsWith(local) && columns[2].endsWith(remote)) {
                    return Integer.parseInt(columns[4].substring(0, 8), 16);
                }
            }
        }
        throw new AssertionError("not in /proc/net/tcp: " + local + " to " + remote);
    }
}
