package dev.trunkline.loadtest.rtp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.random.RandomGenerator;
import org.HdrHistogram.Histogram;

/**
 * One generated call's socket: sends the speech, a packet each 20 ms, and looks at what comes.
 * Belongs to the generator's thread once it was handed over. Allocates nothing per packet.
 */
public final class RtpStream {
    static final long FRAME_NANOS = 20_000_000;
    static final int LARGEST_PACKET_BYTES = 2_048;

    private static final int RECEIVE_BUFFER_BYTES = 256 * 1_024;

    /** Second byte of RTCP packets, sender reports to application-defined (RFC 5761 section 4). */
    private static final int FIRST_RTCP_TYPE = 192;

    private static final int LAST_RTCP_TYPE = 223;
    private static final int HEADER_BYTES = 12;

    private final RtpCodec codec;
    private final EncodedSpeech speech;
    private final DatagramChannel channel;
    private final StreamArrivals arrivals;
    private final int ssrc;
    private int frame;
    private int sequence;
    private int timestamp;
    private long dueNanos;
    private long sent;
    private long unsent;
    private long rtcp;
    private long refused;

    private RtpStream(
            RtpCodec codec,
            EncodedSpeech speech,
            DatagramChannel channel,
            StreamArrivals arrivals) {
        this.codec = codec;
        this.speech = speech;
        this.channel = channel;
        this.arrivals = arrivals;
        RandomGenerator random = RandomGenerator.getDefault();
        ssrc = random.nextInt();
        sequence = random.nextInt();
        timestamp = random.nextInt();
    }

    /** Binds a port of the loopback address. */
    static RtpStream bind(RtpCodec codec, EncodedSpeech speech, Histogram deviation)
            throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER_BYTES);
        channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        channel.configureBlocking(false);
        return new RtpStream(
                codec, speech, channel, new StreamArrivals(codec.clockRateHz(), deviation));
    }

    /** What is to be offered. */
    String offer() throws IOException {
        InetSocketAddress here = (InetSocketAddress) channel.getLocalAddress();
        return codec.offer(here.getAddress().getHostAddress(), here.getPort());
    }

    /** The peer has answered: nothing else is heard from now on. */
    void connect(InetSocketAddress peer) throws IOException {
        channel.connect(peer);
    }

    /** The first packet is due then; it says the speech's frame {@code firstFrame}. */
    void begin(long firstDueNanos, int firstFrame) {
        dueNanos = firstDueNanos;
        frame = firstFrame % speech.frames();
    }

    long dueNanos() {
        return dueNanos;
    }

    /** Sends what is due by now, and records how late each packet is. */
    void sendDue(long nowNanos, ByteBuffer scratch, Histogram lateness) throws IOException {
        while (nowNanos >= dueNanos) {
            scratch.clear();
            scratch.put((byte) 0x80).put((byte) codec.payloadType()).putShort((short) sequence++);
            scratch.putInt(timestamp).putInt(ssrc);
            speech.write(frame, scratch);
            scratch.flip();
            send(scratch);
            lateness.recordValue(Math.min(nowNanos - dueNanos, StreamArrivals.MAX_NANOS));
            frame = frame + 1 == speech.frames() ? 0 : frame + 1;
            timestamp += codec.frameTicks();
            dueNanos += FRAME_NANOS;
        }
    }

    private void send(ByteBuffer packet) throws IOException {
        try {
            if (channel.write(packet) > 0) {
                sent++;
            } else {
                unsent++;
            }
        } catch (PortUnreachableException gone) {
            refused++;
        }
    }

    /** Reads everything that is there. */
    void receive(ByteBuffer scratch, long nowNanos) throws IOException {
        while (true) {
            scratch.clear();
            try {
                if (channel.read(scratch) <= 0) {
                    return;
                }
            } catch (PortUnreachableException gone) {
                refused++;
                return;
            }
            if (scratch.position() < HEADER_BYTES) {
                continue;
            }
            int type = scratch.get(1) & 0xFF;
            if (type >= FIRST_RTCP_TYPE && type <= LAST_RTCP_TYPE) {
                rtcp++;
            } else {
                arrivals.arrived(
                        scratch.getShort(2) & 0xFFFF, scratch.getInt(4) & 0xFFFF_FFFFL, nowNanos);
            }
        }
    }

    DatagramChannel channel() {
        return channel;
    }

    Counts counts() {
        return new Counts(sent, unsent, rtcp, refused, arrivals.counts());
    }

    long driftNanos() {
        return arrivals.driftNanos();
    }

    /**
     * Numbers of packets.
     *
     * @param unsent that the socket did not take
     * @param rtcp that came
     * @param refused times that the peer's port was closed
     * @param arrivals audio that came
     */
    public record Counts(
            long sent, long unsent, long rtcp, long refused, StreamArrivals.Counts arrivals) {
        /** Nothing at all. */
        public static final Counts NONE = new Counts(0, 0, 0, 0, StreamArrivals.Counts.NONE);

        Counts plus(Counts other) {
            return new Counts(
                    sent + other.sent,
                    unsent + other.unsent,
                    rtcp + other.rtcp,
                    refused + other.refused,
                    arrivals.plus(other.arrivals));
        }

        Counts minus(Counts earlier) {
            return new Counts(
                    sent - earlier.sent,
                    unsent - earlier.unsent,
                    rtcp - earlier.rtcp,
                    refused - earlier.refused,
                    arrivals.minus(earlier.arrivals));
        }
    }
}
