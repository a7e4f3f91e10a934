package dev.trunkline.gateway.pbx.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.gateway.LeakCheck;
import dev.trunkline.observability.latency.LatencyMetric;
import dev.trunkline.observability.metrics.CallCounter;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Reports both ways (RFC 3550 section 6), written and read by hand on the peer's side. */
@ExtendWith(LeakCheck.class)
class RtcpTest {
    private final RtpScene scene = new RtpScene();

    @AfterEach
    void hangUp() {
        scene.close();
    }

    /** Beats until a report comes, audio passed over. */
    private ByteBuffer report() {
        for (int i = 0; i < 500; i++) {
            scene.beat();
            for (Peer.Received next = scene.peer.receive(); !next.isEmpty(); ) {
                if (next.secondOctet() >= 200 && next.secondOctet() <= 204) {
                    return ByteBuffer.wrap(next.bytes());
                }
                next = scene.peer.poll();
            }
        }
        throw new AssertionError("no report in 10 s");
    }

    private RtpLeg talk() {
        RtpLeg leg = scene.talk();
        scene.peer.sendUlaw(1, RtpLegTest.filled(1));
        scene.peer.sendUlaw(2, RtpLegTest.filled(1));
        scene.until("frames", () -> scene.call.pieces == 2);
        return leg;
    }

    /** A receiver report of the peer's. */
    private byte[] receiverReport(int about, int fraction, int lost, int lsr, int dlsr) {
        return ByteBuffer.allocate(32)
                .put((byte) 0x81)
                .put((byte) 201)
                .putShort((short) 7)
                .putInt(Peer.SSRC)
                .putInt(about)
                .put((byte) fraction)
                .put((byte) 0)
                .putShort((short) lost)
                .putInt(1_000)
                .putInt(5)
                .putInt(lsr)
                .putInt(dlsr)
                .array();
    }

    @Test
    void senderReport_saysWhatWasSentAndReceived_withACname() {
        talk();
        ByteBuffer report = report();
        assertThat(report.get(0)).isEqualTo((byte) 0x81);
        assertThat(report.get(1)).isEqualTo((byte) 200);
        int packets = report.getInt(20);
        assertThat(packets).isBetween(60, 380); // 2.5 s to 7.5 s, half of it at first
        assertThat(report.getInt(24)).isEqualTo(packets * 160);
        assertThat(report.getInt(28)).isEqualTo(Peer.SSRC);
        assertThat(report.getInt(36)).isEqualTo(2); // highest sequence
        int sdes = 52;
        assertThat(report.get(sdes + 1)).isEqualTo((byte) 202);
        assertThat(report.get(sdes + 8)).isEqualTo((byte) 1); // CNAME
        assertThat(report.get(sdes + 9)).isEqualTo((byte) 16);
        scene.until(
                "jitter",
                () -> scene.meters.takeHistograms().containsKey(LatencyMetric.UPLINK_JITTER));
    }

    @Test
    void receiverReport_givesRoundTripAndWhatTheFarEndLoses() {
        talk();
        ByteBuffer report = report();
        int ssrc = report.getInt(4);
        int lsr = (int) (report.getLong(8) >>> 16);
        scene.pass(80);
        // 30 ms of the 80 ms were the peer's own
        scene.peer.send(receiverReport(ssrc, 64, 9, lsr, (int) (0.030 * 65_536)));
        scene.untilCounted(CallCounter.RTP_FAR_LOST, 9);
        var rtt = scene.onLoop(() -> scene.meters.takeHistograms().get(LatencyMetric.LEG_RTT));
        assertThat(java.util.Objects.requireNonNull(rtt).count()).isEqualTo(1);
        assertThat(rtt.maxUs()).isBetween(49_000L, 51_000L);
        scene.peer.send(receiverReport(ssrc, 0, 12, 0, 0));
        scene.untilCounted(CallCounter.RTP_FAR_LOST, 12);
        scene.peer.send(receiverReport(0x0bad, 255, 500, 0, 0)); // about somebody else
        scene.peer.send(receiverReport(ssrc, 0, 13, 0, 0));
        scene.untilCounted(CallCounter.RTP_FAR_LOST, 13);
    }

    @Test
    void besidePorts_carryReportsOnTheNextOne() {
        Peer rtcp = new Peer();
        try {
            RtpLeg leg =
                    scene.talk(
                            RtpFormats.symmetric(RtpCodec.PCMU, 0, 101, false),
                            new RtpPeer(
                                    scene.peer.address(),
                                    false,
                                    RtpPeer.Rtcp.BESIDE,
                                    rtcp.address()),
                            AudioFormat.PCMU);
            int port = scene.onLoop(() -> leg.end().port());
            rtcp.sendsTo(port + 1);
            scene.beats(400);
            Peer.Received report = rtcp.receive();
            assertThat(report.secondOctet()).isEqualTo(200);
            rtcp.send(receiverReport(ByteBuffer.wrap(report.bytes()).getInt(4), 0, 4, 0, 0));
            scene.untilCounted(CallCounter.RTP_FAR_LOST, 4);
            rtcp.send(Peer.rtp(0, 1, 1, 1, new byte[160])); // no RTCP
            scene.untilCounted(CallCounter.RTP_DROPPED_MALFORMED, 1);
        } finally {
            rtcp.close();
        }
    }

    @Test
    void ourEnd_saysGoodbye() {
        RtpLeg leg = talk();
        scene.onLoop(() -> {
            leg.close(dev.trunkline.gateway.call.LegClose.DONE);
            return true;
        });
        ByteBuffer report = ByteBuffer.wrap(scene.peer.receive().bytes());
        int bye = report.capacity() - 8;
        assertThat(report.get(bye + 1)).isEqualTo((byte) 203);
        assertThat(report.getInt(bye + 4)).isEqualTo(report.getInt(4));
    }

    @Test
    void peersGoodbye_endsTheCall_unlessItBeginsAnew() {
        talk();
        byte[] bye = {
            (byte) 0x80, (byte) 201, 0, 1, 0x12, 0x34, 0x56, 0x78,
            (byte) 0x81, (byte) 203, 0, 1, 0x12, 0x34, 0x56, 0x78
        };
        scene.peer.send(bye);
        int pieces = scene.call.pieces;
        scene.pass(1_000);
        scene.peer.sendUlaw(3, RtpLegTest.filled(1)); // a hold was over
        scene.until("audio", () -> scene.call.pieces > pieces);
        scene.beats(150);
        assertThat(scene.call.ends).isEmpty();
        scene.peer.send(bye);
        scene.until(
                "the end",
                () -> {
                    scene.clock.advanceMs(20);
                    List.copyOf(scene.beats).forEach(beat -> beat.onBeat(scene.clock.nanos(), 0));
                    return !scene.call.ends.isEmpty();
                });
        assertThat(scene.call.ends).isEqualTo(List.of(true));
    }

    @Test
    void reportsOfStrangers_areDropped() throws IOException {
        talk();
        RtpLeg leg = java.util.Objects.requireNonNull(scene.leg());
        InetAddress elsewhere = InetAddress.ofLiteral("127.0.0.9");
        try (DatagramSocket stranger = new DatagramSocket(new InetSocketAddress(elsewhere, 0))) {
            byte[] report = receiverReport(1, 0, 0, 0, 0);
            int port = scene.onLoop(() -> leg.end().port());
            InetSocketAddress to = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
            stranger.send(new DatagramPacket(report, report.length, to));
            scene.untilCounted(CallCounter.RTP_DROPPED_STRANGER, 1);
        }
    }
}
