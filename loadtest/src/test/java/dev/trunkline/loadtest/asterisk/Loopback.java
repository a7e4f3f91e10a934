package dev.trunkline.loadtest.asterisk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
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

    /** TCP ports that keep {@link #udpPort} from being given twice, while this process lives. */
    private static final List<ServerSocket> KEPT = new CopyOnWriteArrayList<>();

    private Loopback() {}

    /** One of 127.0.0.2 to 127.0.0.250. */
    public static String address() {
        return "127.0.0." + ThreadLocalRandom.current().nextInt(2, 251);
    }

    /**
     * An even port, free for both TCP and UDP just now: other tests look for ports meanwhile, but
     * seldom at the same address.
     */
    public static int port(String address) {
        List<ServerSocket> found = free(address, 1);
        release(found);
        return found.getFirst().getLocalPort();
    }

    /** One of {@link #udpPorts}. */
    public static int udpPort(String address) {
        return udpPorts(address, 1);
    }

    /**
     * Even ports that are free for UDP, and stay so: no test, of whatever process, is given any of
     * them as long as this process lives.
     *
     * @return the first of {@code count}, each two above the one before
     */
    public static int udpPorts(String address, int count) {
        List<ServerSocket> found = free(address, count);
        KEPT.addAll(found);
        return found.getFirst().getLocalPort();
    }

    /** Bound to even ports in a row whose UDP is free. */
    private static List<ServerSocket> free(String address, int count) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int first = ThreadLocalRandom.current().nextInt(FIRST_PORT / 2, LAST_PORT / 2) * 2;
            List<ServerSocket> found = new ArrayList<>();
            try {
                for (int port = first; port < first + 2 * count; port += 2) {
                    found.add(new ServerSocket(port, 1, InetAddress.getByName(address)));
                    new DatagramSocket(new InetSocketAddress(address, port)).close();
                }
                return found;
            } catch (IOException taken) {
                release(found); // and further on
            }
        }
        throw new AssertionError("no port of " + address + " is free");
    }

    private static void release(List<ServerSocket> sockets) {
        try {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
