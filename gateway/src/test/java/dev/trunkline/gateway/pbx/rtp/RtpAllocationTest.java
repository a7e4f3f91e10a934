package dev.trunkline.gateway.pbx.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.codecs.fixtures.Allocation;
import dev.trunkline.codecs.rtp.JitterBufferSettings;
import dev.trunkline.gateway.OneBufferAllocator;
import dev.trunkline.gateway.call.Base64Payload;
import dev.trunkline.gateway.call.PhoneLegListener;
import dev.trunkline.gateway.call.TestMeters;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What a frame allocates on the Java heap between the socket's datagram and the call, and between
 * the call and the datagram: nothing. The JVM itself allocates a few hundred bytes now and then; an
 * object a frame would be at least 16 bytes each.
 */
class RtpAllocationTest {
    private static final int FRAMES = 10_000;
    private static final long MS = 1_000_000L;

    private final TestMeters meters = new TestMeters();
    private final RtpFormats formats = RtpFormats.symmetric(RtpCodec.PCMU, 0, 101, false);
    private final InetSocketAddress address =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 4_000);
    private int sequence;
    private long heardBytes;
    private long sent;

    @AfterEach
    void close() {
        meters.close();
    }

    private static double bytesPerFrame(Runnable frame) {
        return Allocation.bytesPerRun(2 * FRAMES, FRAMES, frame);
    }

    @Test
    void uplink_lossAndStrangersIncluded() {
        RtpUplink uplink =
                new RtpUplink(
                        formats,
                        new RtpPeer(address, false, RtpPeer.Rtcp.NONE, null),
                        RtpCodec.PCMU.decoder(null),
                        JitterBufferSettings.forCall(),
                        meters.meters(),
                        new RtpDrops(meters.meters(), "test-call"),
                        0);
        uplink.deliverTo(new Counting());
        InetSocketAddress elsewhere =
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 5_000);
        ByteBuf packet = Unpooled.directBuffer(172).writeZero(172).setByte(0, 0x80);
        Runnable frame =
                () -> {
                    sequence++;
                    long now = 20 * MS * sequence;
                    packet.setShort(2, sequence).setInt(4, 160 * sequence);
                    if (sequence % 10 != 7) {
                        uplink.onDatagram(packet.retain(), address, now);
                    }
                    uplink.onDatagram(packet.retain(), elsewhere, now);
                    uplink.tick(now + MS);
                    if (sequence % 50 == 0) {
                        uplink.countOf();
                    }
                };
        assertThat(bytesPerFrame(frame)).isLessThan(1);
        assertThat(heardBytes).isGreaterThan(49_000 * 160L);
        uplink.close();
        packet.release();
    }

    @Test
    void downlink_voiceMarksAndSilence() {
        RtpDownlink downlink =
                new RtpDownlink(
                        formats,
                        AudioFormat.PCMU,
                        new FrameEncoder.Passing(),
                        true,
                        new OneBufferAllocator(),
                        new Random(1),
                        new Sent());
        byte[] audio = new byte[160];
        Runnable frame =
                () -> {
                    if (++sequence % 3 > 0) {
                        downlink.playout().offer(audio);
                        downlink.playout().mark(0, sequence);
                    }
                    downlink.beat(0);
                };
        assertThat(bytesPerFrame(frame)).isLessThan(1);
        assertThat(sent).isGreaterThan(49_000);
    }

    private final class Sent implements RtpDownlink.Output {
        @Override
        public void send(ByteBuf packet) {
            sent++;
            packet.release();
        }

        @Override
        public void played(int generation, int sequence) {}
    }

    private final class Counting implements PhoneLegListener {
        @Override
        public void onMedia(Base64Payload payload, long timestampMs, long arrivalNanos) {}

        @Override
        public void onAudio(byte[] audio, int byteCount, long timestampMs, long arrivalNanos) {
            heardBytes += byteCount;
        }

        @Override
        public void onMark(int generation, int sequence) {}

        @Override
        public void onDtmf(char digit) {}

        @Override
        public void onReadComplete() {}

        @Override
        public void onWritable() {}

        @Override
        public void onEnded(boolean clean) {}
    }
}
