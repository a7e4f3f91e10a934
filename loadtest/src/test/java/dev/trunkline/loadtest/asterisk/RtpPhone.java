package dev.trunkline.loadtest.asterisk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * The media of one caller whose signalling SIPp does: sends given payloads, one every 20 ms, and
 * keeps all that it gets. Nothing is encoded or decoded here, so what arrives can be held against
 * what was sent byte for byte. Any thread.
 */
public final class RtpPhone implements AutoCloseable {
    /** Where callers are. */
    static final String ADDRESS = "127.0.0.1";

    private static final int HEADER_BYTES = 12;
    private static final long PACKET_NANOS = 20_000_000;
    private static final int EVENT_TYPE = 101;
    private static final int EVENT_PACKETS = 8;

    /** What the caller offers, and nothing else. */
    public enum Codec {
        ULAW("ulaw-caller", 0, "PCMU/8000", 8),
        ALAW("alaw-caller", 8, "PCMA/8000", 8),
        OPUS("opus-caller", 111, "opus/48000/2", 48);

        private final String user;
        private final int payloadType;
        private final String rtpmap;
        private final int clockPerMs;

        Codec(String user, int payloadType, String rtpmap, int clockPerMs) {
            this.user = user;
            this.payloadType = payloadType;
            this.rtpmap = rtpmap;
            this.clockPerMs = clockPerMs;
        }

        String user() {
            return user;
        }

        /** 20 ms of what nobody says: of Opus a packet that is one frame of silence. */
        ByteBuffer filler() {
            byte[] payload = new byte[this == OPUS ? 3 : 160];
            Arrays.fill(payload, (byte) 0x55);
            if (this == OPUS) {
                payload[0] = (byte) 0xF8; // CELT, full band, 20 ms
                payload[1] = (byte) 0xFF;
                payload[2] = (byte) 0xFE;
            }
            return ByteBuffer.wrap(payload);
        }
    }

    /** One packet as it came; payloads are equal if their bytes are. */
    public record Packet(
            long arrivalNanos,
            int payloadType,
            boolean marker,
            int sequence,
            long timestamp,
            ByteBuffer payload) {}

    private final Codec codec;
    private final DatagramSocket socket;
    private final Thread ear;
    private final List<Packet> heard = new ArrayList<>();
    private int sequence = 65_500; // wraps soon
    private int timestamp = -48_000;

    public RtpPhone(Codec codec) {
        this.codec = codec;
        try {
            socket =
                    new DatagramSocket(Loopback.udpPort(ADDRESS), InetAddress.getLoopbackAddress());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        ear = Thread.ofPlatform().name("ear").daemon().start(this::hear);
    }

    Codec codec() {
        return codec;
    }

    String sdp() {
        return """
        m=audio %d RTP/AVP %d %d
        a=rtpmap:%d %s
        a=rtpmap:%d telephone-event/%d
        a=fmtp:%d 0-15
        """
                .formatted(
                        socket.getLocalPort(),
                        codec.payloadType,
                        EVENT_TYPE,
                        codec.payloadType,
                        codec.rtpmap,
                        EVENT_TYPE,
                        codec.clockPerMs * 1000,
                        EVENT_TYPE);
    }

    /** A payload's bytes, a copy. */
    static byte[] bytes(ByteBuffer payload) {
        byte[] bytes = new byte[payload.remaining()];
        payload.duplicate().get(bytes);
        return bytes;
    }

    /** Audio of a codec without a memory, in payloads of this size. */
    public static List<ByteBuffer> frames(byte[] audio, int frameBytes) {
        List<ByteBuffer> frames = new ArrayList<>();
        for (int at = 0; at + frameBytes <= audio.length; at += frameBytes) {
            frames.add(ByteBuffer.wrap(Arrays.copyOfRange(audio, at, at + frameBytes)));
        }
        return frames;
    }

    /** Speaks payloads of 20 ms each to where the answered call wants them, and returns then. */
    public void speak(Sipp.Call call, List<ByteBuffer> payloads) {
        InetSocketAddress target = target(call);
        long nextNanos = System.nanoTime();
        for (ByteBuffer payload : payloads) {
            send(target, codec.payloadType, false, timestamp, payload.duplicate());
            timestamp += codec.clockPerMs * 20;
            nextNanos += PACKET_NANOS;
            LockSupport.parkNanos(nextNanos - System.nanoTime());
        }
    }

    /** Speaks one payload again and again until {@code condition} holds. */
    public void speakUntil(Sipp.Call call, ByteBuffer payload, BooleanSupplier condition) {
        Await.until(
                "what the caller speaks for",
                () -> {
                    speak(call, List.of(payload));
                    return condition.getAsBoolean();
                });
    }

    /** Presses a key for 160 ms (RFC 4733). */
    public void press(Sipp.Call call, char digit) {
        int event = "0123456789*#ABCD".indexOf(digit);
        InetSocketAddress target = target(call);
        for (int packet = 0; packet < EVENT_PACKETS + 2; packet++) {
            boolean end = packet >= EVENT_PACKETS - 1; // the last is sent three times
            int duration = Math.min(packet + 1, EVENT_PACKETS) * 20 * codec.clockPerMs;
            byte[] key = {
                (byte) event,
                (byte) ((end ? 0x80 : 0) | 10),
                (byte) (duration >> 8),
                (byte) duration
            };
            send(target, EVENT_TYPE, packet == 0, timestamp, ByteBuffer.wrap(key));
            LockSupport.parkNanos(PACKET_NANOS);
        }
        timestamp += (EVENT_PACKETS + 2) * 20 * codec.clockPerMs;
    }

    /** All that has come so far. */
    public List<Packet> heard() {
        synchronized (heard) {
            return List.copyOf(heard);
        }
    }

    private InetSocketAddress target(Sipp.Call call) {
        // Asterisk's media address is the one that it signals from.
        return new InetSocketAddress(call.mediaAddress(), call.rtpPort().orElseThrow());
    }

    private void send(
            InetSocketAddress target, int payloadType, boolean marker, int at, ByteBuffer payload) {
        byte[] packet =
                ByteBuffer.allocate(HEADER_BYTES + payload.remaining())
                        .put((byte) 0x80)
                        .put((byte) ((marker ? 0x80 : 0) | payloadType))
                        .putShort((short) sequence++)
                        .putInt(at)
                        .putInt(0x5EED)
                        .put(payload)
                        .array();
        try {
            socket.send(new DatagramPacket(packet, packet.length, target));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void hear() {
        DatagramPacket datagram = new DatagramPacket(new byte[2048], 2048);
        while (true) {
            try {
                socket.receive(datagram);
            } catch (SocketException closed) {
                return;
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
            ByteBuffer packet = ByteBuffer.wrap(datagram.getData(), 0, datagram.getLength());
            if (packet.remaining() < HEADER_BYTES) {
                continue;
            }
            Packet read =
                    new Packet(
                            System.nanoTime(),
                            packet.get(1) & 0x7F,
                            packet.get(1) < 0,
                            packet.getShort(2) & 0xFFFF,
                            packet.getInt(4) & 0xFFFF_FFFFL,
                            ByteBuffer.wrap(
                                    Arrays.copyOfRange(
                                            packet.array(), HEADER_BYTES, packet.remaining())));
            synchronized (heard) {
                heard.add(read);
            }
        }
    }

    @Override
    public void close() {
        socket.close();
        try {
            ear.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
