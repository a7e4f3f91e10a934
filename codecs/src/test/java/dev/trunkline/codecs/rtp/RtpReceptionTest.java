package dev.trunkline.codecs.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.codecs.fixtures.RtpCapture;
import dev.trunkline.codecs.rtp.RtpReception.Verdict;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.junit.jupiter.api.Test;

class RtpReceptionTest {
    private static final long MS = 1_000_000;

    private final RtpReception reception = new RtpReception(8_000);
    private final RtpPacketView view = new RtpPacketView();
    private final RtcpPacketView report = new RtcpPacketView();

    private Verdict packet(int sequence, long timestamp, long arrivalMs) {
        ByteBuf packet = Unpooled.buffer(12).writeByte(0x80).writeByte(0).writeShort(sequence);
        packet.writeInt((int) timestamp).writeInt(7);
        assertThat(view.wrap(packet)).isTrue();
        return reception.onPacket(view, arrivalMs * MS, true);
    }

    private void steady(int firstSequence, int packets) {
        for (int n = 0; n < packets; n++) {
            packet((firstSequence + n) & 0xFFFF, n * 160L, n * 20L);
        }
    }

    @Test
    void rfc3550_a1_firstPacketIsOnProbation() {
        assertThat(packet(10, 0, 0)).isEqualTo(Verdict.PROBATION);
        assertThat(packet(30, 0, 0)).isEqualTo(Verdict.PROBATION);
        assertThat(packet(31, 160, 20)).isEqualTo(Verdict.IN_SEQUENCE);
        assertThat(reception.extendedHighest()).isEqualTo(31);
    }

    @Test
    void rfc3550_a1_sequenceWraps_withReorderingAcrossIt() {
        steady(65_530, 5); // up to 65 534
        assertThat(packet(0, 6 * 160, 120)).isEqualTo(Verdict.IN_SEQUENCE); // 65 535 overtaken
        assertThat(packet(65_535, 5 * 160, 121)).isEqualTo(Verdict.OUT_OF_ORDER);
        assertThat(packet(1, 7 * 160, 140)).isEqualTo(Verdict.IN_SEQUENCE);
        assertThat(reception.extendedHighest()).isEqualTo(0x1_0001);
        assertThat(reception.cumulativeLost()).isZero();
    }

    @Test
    void rfc3550_a1_restartIsBelievedAfterTwoInARow() {
        steady(0, 10);
        assertThat(packet(30_000, 0, 200)).isEqualTo(Verdict.OUTLIER);
        assertThat(packet(10, 1_600, 200)).isEqualTo(Verdict.IN_SEQUENCE);
        assertThat(packet(40_000, 0, 220)).isEqualTo(Verdict.OUTLIER);
        assertThat(packet(40_001, 160, 240)).isEqualTo(Verdict.RESTARTED);
        assertThat(packet(40_002, 320, 260)).isEqualTo(Verdict.IN_SEQUENCE);
        assertThat(reception.cumulativeLost()).isZero();
        assertThat(reception.jitter()).isZero();
    }

    @Test
    void rfc3550_a1_edgesOfDropoutAndMisorder() {
        steady(0, 10);
        assertThat(packet(9 + RtpReception.MAX_DROPOUT - 1, 0, 0)).isEqualTo(Verdict.IN_SEQUENCE);
        int highest = 9 + RtpReception.MAX_DROPOUT - 1;
        assertThat(packet(highest + RtpReception.MAX_DROPOUT, 0, 0)).isEqualTo(Verdict.OUTLIER);
        assertThat(packet(highest - RtpReception.MAX_MISORDER + 1, 0, 0))
                .isEqualTo(Verdict.OUT_OF_ORDER);
        assertThat(packet(highest - RtpReception.MAX_MISORDER, 0, 0)).isEqualTo(Verdict.OUTLIER);
    }

    @Test
    void rfc3550_a3_fractionLostIsOfTheInterval_cumulativeOfAll() {
        for (int n = 0; n < 100; n++) {
            if (n % 4 != 3) {
                packet(n, n * 160L, n * 20L);
            }
        }
        readBlock(); // 25 %, the last one missing is not known yet
        assertThat(report.fractionLost(0)).isEqualTo(24 * 256 / 99);
        assertThat(report.cumulativeLost(0)).isEqualTo(24);
        for (int n = 100; n < 200; n++) {
            packet(n, n * 160L, n * 20L);
        }
        readBlock();
        assertThat(report.fractionLost(0)).isEqualTo(256 / 101); // number 99
        assertThat(report.cumulativeLost(0)).isEqualTo(25);
        for (int n = 190; n < 200; n++) {
            packet(n, n * 160L, n * 20L); // duplicates
        }
        readBlock();
        assertThat(report.fractionLost(0)).isZero();
        assertThat(report.cumulativeLost(0)).isEqualTo(15);
    }

    @Test
    void rfc3550_a8_jitterOfAlternatingDelayConvergesToItsStep() {
        for (int n = 0; n < 1_000; n++) {
            packet(n, n * 160L, n * 20L + (n % 2) * 5L);
        }
        assertThat(reception.jitter()).isBetween(38L, 41L); // 5 ms at 8 kHz
        assertThat(reception.jitterNanos()).isBetween(4_750_000L, 5_125_000L);
    }

    @Test
    void rfc3550_a8_timestampWrapIsNoJitter() {
        for (int n = 0; n < 100; n++) {
            packet(n, 0xFFFF_FF00L + n * 160L, n * 20L);
        }
        assertThat(reception.jitter()).isZero();
    }

    @Test
    void rfc3550_a8_unsteadyPacketsDoNotCount() {
        steady(0, 10);
        ByteBuf event = Unpooled.buffer(12).writeByte(0x80).writeByte(101).writeShort(10);
        event.writeInt(99_999).writeInt(7);
        assertThat(view.wrap(event)).isTrue();
        reception.onPacket(view, 200 * MS, false);
        assertThat(reception.jitter()).isZero();
    }

    @Test
    void capturedStream_hasTheJitterOfABusyHost() {
        RtpReception opus = new RtpReception(48_000);
        for (RtpCapture.Datagram datagram : RtpCapture.read("opus-fec.pcap")) {
            assertThat(view.wrap(Unpooled.wrappedBuffer(datagram.rtp()))).isTrue();
            opus.onPacket(view, datagram.arrivalNanos(), true);
        }
        assertThat(opus.cumulativeLost()).isZero();
        assertThat(opus.received()).isEqualTo(860);
        assertThat(opus.jitterNanos()).isBetween(1_000L, 12 * MS);
    }

    @Test
    void ssrcLock_followsAChangeAndIgnoresAlternation() {
        SsrcLock lock = new SsrcLock();
        assertThat(lock.onPacket(1)).isEqualTo(SsrcLock.Verdict.NEW_SOURCE);
        for (int n = 0; n < 20; n++) {
            assertThat(lock.onPacket(2)).isEqualTo(SsrcLock.Verdict.IGNORE);
            assertThat(lock.onPacket(1)).isEqualTo(SsrcLock.Verdict.ACCEPT);
        }
        for (SsrcLock.Verdict verdict :
                List.of(
                        SsrcLock.Verdict.IGNORE,
                        SsrcLock.Verdict.IGNORE,
                        SsrcLock.Verdict.IGNORE,
                        SsrcLock.Verdict.NEW_SOURCE,
                        SsrcLock.Verdict.ACCEPT)) {
            assertThat(lock.onPacket(3)).isEqualTo(verdict);
        }
        assertThat(lock.onPacket(1))
                .as("a late burst of the old")
                .isEqualTo(SsrcLock.Verdict.IGNORE);
        assertThat(lock.ignored()).isEqualTo(24);
    }

    private void readBlock() {
        ByteBuf out = Unpooled.buffer();
        RtcpWriter.receiverReport(out, 9, reception, 0);
        assertThat(report.wrap(out)).isTrue();
        assertThat(report.next()).isTrue();
    }
}
