package dev.trunkline.gateway.agent.tool;

import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A name server that changes its mind: to each question the next answer, to all later ones the
 * last; each to be forgotten at once (RFC 1035 section 4; time to live 0). IPv4 only.
 */
final class RebindingDns implements AutoCloseable {
    private static final int QUERY_A = 1;
    private static final int HEADER_BYTES = 12;

    private final DatagramSocket socket;
    private final AtomicInteger queries = new AtomicInteger();
    private final List<List<String>> answers;

    /** Each answer is a list of addresses. */
    RebindingDns(List<List<String>> answers) {
        this.answers = answers;
        try {
            socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
        Thread.ofPlatform().daemon().name("dns").start(this::serve);
    }

    int port() {
        return socket.getLocalPort();
    }

    /** Questions for an IPv4 address so far. */
    int queries() {
        return queries.get();
    }

    @Override
    public void close() {
        socket.close();
    }

    private void serve() {
        byte[] question = new byte[512];
        while (!socket.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(question, question.length);
                socket.receive(packet);
                byte[] answer = answer(question);
                socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private byte[] answer(byte[] question) {
        int end = HEADER_BYTES;
        while (question[end] != 0) {
            end += question[end] + 1;
        }
        int type = (question[end + 1] & 0xFF) << 8 | (question[end + 2] & 0xFF);
        end += 5; // the root label, type and class
        List<String> addresses =
                type == QUERY_A
                        ? answers.get(Math.min(queries.getAndIncrement(), answers.size() - 1))
                        : List.of();
        ByteBuffer answer = ByteBuffer.allocate(512);
        answer.put(question, 0, 2);
        answer.putShort((short) 0x8580); // response, authoritative, recursion as asked for
        answer.putShort((short) 1).putShort((short) addresses.size()).putInt(0);
        answer.put(question, HEADER_BYTES, end - HEADER_BYTES);
        for (String address : addresses) {
            answer.putShort((short) 0xC00C); // the question's name
            answer.putShort((short) QUERY_A).putShort((short) 1).putInt(0);
            answer.putShort((short) 4);
            answer.put(NetUtil.createByteArrayFromIpAddressString(address));
        }
        byte[] bytes = new byte[answer.position()];
        answer.flip().get(bytes);
        return bytes;
    }
}
