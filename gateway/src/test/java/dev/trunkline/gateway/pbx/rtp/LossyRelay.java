package dev.trunkline.gateway.pbx.rtp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A network between a peer and a leg that loses packets at random, by a seed: the same ones in
 * every run. Each side sees one address of it.
 */
final class LossyRelay implements AutoCloseable {
    final AtomicLong lostToLeg = new AtomicLong();
    final AtomicLong lostToPeer = new AtomicLong();
    private final DatagramSocket peerSide;
    private final DatagramSocket legSide;

    LossyRelay(int legPort, int peerPort, double loss, long seed) {
        try {
            InetAddress here = InetAddress.getLoopbackAddress();
            peerSide = new DatagramSocket(new InetSocketAddress(here, 0));
            legSide = new DatagramSocket(new InetSocketAddress(here, 0));
            InetSocketAddress leg = new InetSocketAddress(here, legPort);
            InetSocketAddress peer = new InetSocketAddress(here, peerPort);
            Random up = new Random(seed);
            Random down = new Random(seed + 1);
            Thread.startVirtualThread(() -> pass(peerSide, legSide, leg, loss, up, lostToLeg));
            Thread.startVirtualThread(() -> pass(legSide, peerSide, peer, loss, down, lostToPeer));
        } catch (IOException unusable) {
            throw new UncheckedIOException(unusable);
        }
    }

    /** Where the peer sends to. */
    int peerSidePort() {
        return peerSide.getLocalPort();
    }

    /** Where the leg sends to. */
    InetSocketAddress legSide() {
        return (InetSocketAddress) legSide.getLocalSocketAddress();
    }

    private static void pass(
            DatagramSocket from,
            DatagramSocket by,
            SocketAddress to,
            double loss,
            Random random,
            AtomicLong lost) {
        DatagramPacket packet = new DatagramPacket(new byte[4_096], 4_096);
        while (!from.isClosed()) {
            try {
                packet.setLength(4_096);
                from.receive(packet);
                int type = packet.getData()[1] & 0xFF;
                boolean rtcp = type >= 192 && type <= 223;
                if (!rtcp && random.nextDouble() < loss) {
                    lost.incrementAndGet();
                } else {
                    packet.setSocketAddress(to);
                    by.send(packet);
                }
            } catch (IOException closedOrUnreachable) {
                // ends with the sockets; a peer that has gone is no matter
            }
        }
    }

    @Override
    public void close() {
        peerSide.close(); // which ends the threads
        legSide.close();
    }
}
