package dev.trunkline.loadtest.asterisk;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Addresses and ports for processes that must be told them before they listen. Each takes an
 * address of its own within 127.0.0.0/8, so that two of them seldom want the same port at all.
 */
public final class Loopback {
    /** Below those that Linux gives to outgoing connections. */
    private static final int FIRST_PORT = 10_000;

    private static final int LAST_PORT = 32_000;
    private static final int ATTEMPTS = 100;

    private Loopback() {}

    /** One of 127.0.0.2 to 127.0.0.250. */
    public static String address() {
        return "127.0.0." + ThreadLocalRandom.current().nextInt(2, 251);
    }

    /** An even port, free for both TCP and UDP. */
    public static int port(String address) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST_PORT / 2, LAST_PORT / 2) * 2;
            try (ServerSocket tcp = new ServerSocket();
                    DatagramSocket udp = new DatagramSocket(null)) {
                InetSocketAddress wanted =
                        new InetSocketAddress(InetAddress.getByName(address), port);
                tcp.bind(wanted);
                udp.bind(wanted);
                return port;
            } catch (IOException taken) {
                // the next one
            }
        }
        throw new AssertionError("no port of " + address + " is free");
    }
}
