package dev.trunkline.loadtest.pbx;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The gateway's end of UnicastRTP: a plain socket that sends and gets packets. */
final class RtpPeer implements AutoCloseable {
    private static final int LIMIT_MS = 10_000;
    private static final int HEADER_BYTES = 12;

    private final DatagramSocket socket;

    /** A packet, read by hand. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Packet(
            int first,
            boolean marker,
            int type,
            int sequence,
            int timestamp,
            int ssrc,
            byte[] payload) {}

    RtpPeer() throws IOException {
        socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        socket.setSoTimeout(LIMIT_MS);
    }

    String host() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    Packet receive() throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[4_000], 4_000);
        socket.receive(packet);
        ByteBuffer in = ByteBuffer.wrap(packet.getData(), 0, packet.getLength());
        int first = in.get() & 0xFF;
        int second = in.get() & 0xFF;
        int sequence = in.getShort() & 0xFFFF;
        int timestamp = in.getInt();
        int ssrc = in.getInt();
        byte[] payload = new byte[in.remaining()];
        in.get(payload);
        return new Packet(first, second > 127, second & 0x7F, sequence, timestamp, ssrc, payload);
    }

    List<Packet> receive(int packets) throws IOException {
        List<Packet> all = new ArrayList<>();
        while (all.size() < packets) {
            all.add(receive());
        }
        return all;
    }

    /** Whether nothing comes within this time. */
    boolean hearsNothing(int withinMs) throws IOException {
        socket.setSoTimeout(withinMs);
        try {
            receive();
            return false;
        } catch (SocketTimeoutException nothing) {
            return true;
        } finally {
            socket.setSoTimeout(LIMIT_MS);
        }
    }

    void send(int port, int type, int sequence, byte[] payload) throws IOException {
        byte[] packet =
                ByteBuffer.allocate(HEADER_BYTES + payload.length)
                        .put((byte) 0x80)
                        .put((byte) type)
                        .putShort((short) sequence)
                        .putInt(sequence * 160)
                        .putInt(0x7EA)
                        .put(payload)
                        .array();
        socket.send(
                new DatagramPacket(packet, packet.length, InetAddress.getLoopbackAddress(), port));
    }

    @Override
    public void close() {
        socket.close();
    }
}
