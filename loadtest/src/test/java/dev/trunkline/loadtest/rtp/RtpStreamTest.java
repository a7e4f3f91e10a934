package dev.trunkline.loadtest.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.codecs.fixtures.Allocation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class RtpStreamTest {
    private static final int WARM_UP = 20_000;
    private static final int MEASURED = 10_000;

    private final Histogram deviation = StreamArrivals.histogram();
    private final Histogram lateness = StreamArrivals.histogram();
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(RtpStream.LARGEST_PACKET_BYTES);

    @Test
    void sendingAndReceiving_allocateNothingPerPacket() throws Exception {
        try (DatagramChannel peer = DatagramChannel.open()) {
            peer.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            RtpStream stream =
                    RtpStream.bind(RtpCodec.OPUS, EncodedSpeech.of(RtpCodec.OPUS), deviation);
            stream.connect((InetSocketAddress) peer.getLocalAddress());
            peer.connect(stream.channel().getLocalAddress());
            stream.begin(0, 0);
            int[] number = {0};
            double bytes =
                    Allocation.bytesPerRun(
                            WARM_UP, MEASURED, () -> echo(stream, peer, number[0]++));

            assertThat(bytes).isLessThan(0.5);
            RtpStream.Counts counts = stream.counts();
            assertThat(counts.sent()).isEqualTo(number[0]).isGreaterThan(WARM_UP);
            assertThat(counts.arrivals().packets()).isEqualTo(number[0]);
            assertThat(counts.arrivals().lost()).isZero();
            stream.channel().close();
        }
    }

    /** A packet is sent when it is due, and comes back before the next. */
    private void echo(RtpStream stream, DatagramChannel peer, int number) {
        try {
            long dueNanos = number * RtpStream.FRAME_NANOS;
            stream.sendDue(dueNanos, scratch, lateness);
            scratch.clear();
            peer.read(scratch);
            scratch.flip();
            peer.write(scratch);
            stream.receive(scratch, dueNanos);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aStall_isMadeUpForAtOnce_andSeenInTheLateness() throws Exception {
        try (DatagramChannel peer = DatagramChannel.open()) {
            peer.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            RtpStream stream =
                    RtpStream.bind(RtpCodec.PCMU, EncodedSpeech.of(RtpCodec.PCMU), deviation);
            stream.connect((InetSocketAddress) peer.getLocalAddress());
            stream.begin(0, 0);
            stream.sendDue(0, scratch, lateness);
            stream.sendDue(100_000_000, scratch, lateness);

            assertThat(stream.counts().sent()).isEqualTo(6);
            assertThat(stream.dueNanos()).isEqualTo(120_000_000);
            assertThat(lateness.getMaxValue()).isBetween(79_900_000L, 80_100_000L);
            stream.channel().close();
        }
    }
}
