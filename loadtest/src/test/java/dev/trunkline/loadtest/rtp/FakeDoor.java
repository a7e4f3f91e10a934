package dev.trunkline.loadtest.rtp;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A gateway that answers every offer with one socket, which sends back what comes. */
final class FakeDoor implements AutoCloseable {
    private final HttpServer http;
    private final DatagramSocket socket;
    private final Echo echo;

    /** Offers that came. */
    final List<String> offers = new CopyOnWriteArrayList<>();

    /** Paths and queries of the requests, with their methods. */
    final List<String> requests = new CopyOnWriteArrayList<>();

    /** Packets that came. */
    final List<byte[]> packets = new CopyOnWriteArrayList<>();

    private volatile int refuseWith;

    /** What becomes of packet {@code number}, from 0: how often it is sent back. */
    interface Echo {
        int times(int number) throws InterruptedException;
    }

    FakeDoor(Echo echo) throws IOException {
        this.echo = echo;
        socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/", this::answer);
        http.start();
        Thread.ofPlatform().daemon().start(this::echo);
    }

    URI management() {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort() + "/");
    }

    void refuseWith(int status) {
        refuseWith = status;
    }

    private void answer(HttpExchange exchange) throws IOException {
        requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        if (refuseWith != 0) {
            send(exchange, refuseWith, "no room for another call");
        } else if (exchange.getRequestMethod().equals("POST")) {
            offers.add(body);
            exchange.getResponseHeaders().add("Location", "/api/rtp/c" + offers.size());
            send(
                    exchange,
                    201,
                    "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
                            + ("m=audio " + socket.getLocalPort() + " RTP/AVP 111\r\n")
                            + "a=rtpmap:111 opus/48000/2\r\n");
        } else {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        }
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] utf8 = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, utf8.length);
        exchange.getResponseBody().write(utf8);
        exchange.close();
    }

    private void echo() {
        DatagramPacket packet = new DatagramPacket(new byte[2_000], 2_000);
        try {
            for (int number = 0; !socket.isClosed(); number++) {
                socket.receive(packet);
                packets.add(Arrays.copyOf(packet.getData(), packet.getLength()));
                int times = echo.times(number);
                for (int i = 0; i < times; i++) {
                    socket.send(packet);
                }
                packet.setLength(2_000);
            }
        } catch (SocketException closed) {
            // the test is over
        } catch (IOException | InterruptedException broken) {
            throw new IllegalStateException(broken);
        }
    }

    @Override
    public void close() {
        http.stop(0);
        socket.close();
    }
}
