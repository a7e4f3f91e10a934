package dev.trunkline.gateway.pbx.rtp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** The other side of an RTP session: a socket of the JDK's and packets written by hand. */
final class Peer implements AutoCloseable {
    static final int SSRC = 0x1234_5678;
    private static final int PATIENCE_MS = 10_000;

    private final DatagramSocket socket;
    private InetSocketAddress to = new InetSocketAddress(0);

    Peer() {
        try {
            socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            socket.setReceiveBufferSize(1 << 20);
        } catch (IOException unusable) {
            throw new UncheckedIOException(unusable);
        }
    }

    void sendsTo(int port) {
        to = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    void send(byte[] datagram) {
        try {
            socket.send(new DatagramPacket(datagram, datagram.length, to));
        } catch (IOException unsent) {
            throw new UncheckedIOException(unsent);
        }
    }

    /** One RTP packet. */
    static byte[] rtp(int type, int sequence, long timestamp, int ssrc, byte[] payload) {
        return ByteBuffer.allocate(12 + payload.length)
                .put((byte) 0x80)
                .put((byte) type)
                .putShort((short) sequence)
                .putInt((int) timestamp)
                .putInt(ssrc)
                .put(payload)
                .array();
    }

    void sendUlaw(int sequence, byte[] payload) {
        send(rtp(0, sequence, 160L * sequence, SSRC, payload));
    }

    /** The next datagram; waits for it. */
    Received receive() {
        Received received = within(PATIENCE_MS);
        if (received.isEmpty()) {
            throw new AssertionError("nothing came in " + PATIENCE_MS + " ms");
        }
        return received;
    }

    /** The next datagram that is already here, or an empty one. */
    Received poll() {
        return within(1);
    }

    private Received within(int ms) {
        byte[] bytes = new byte[4_096];
        DatagramPacket packet = new DatagramPacket(bytes, bytes.length);
        try {
            socket.setSoTimeout(ms);
            socket.receive(packet);
            return new Received(Arrays.copyOf(bytes, packet.getLength()));
        } catch (SocketTimeoutException nothing) {
            return new Received(new byte[0]);
        } catch (IOException unusable) {
            throw new UncheckedIOException(unusable);
        }
    }

    /** A datagram, read by hand. */
    static final class Received {
        private final byte[] bytes;

        Received(byte[] bytes) {
            this.bytes = bytes;
        }

        byte[] bytes() {
            return bytes;
        }

        boolean isEmpty() {
            return bytes.length == 0;
        }

        boolean marker() {
            return bytes[1] < 0;
        }

        int type() {
            return bytes[1] & 0x7F;
        }

        int secondOctet() {
            return bytes[1] & 0xFF;
        }

        int sequence() {
            return ByteBuffer.wrap(bytes).getShort(2) & 0xFFFF;
        }

        int timestamp() {
            return ByteBuffer.wrap(bytes).getInt(4);
        }

        int ssrc() {
            return ByteBuffer.wrap(bytes).getInt(8);
        }

        byte[] payload() {
            return Arrays.copyOfRange(bytes, 12, bytes.length);
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
