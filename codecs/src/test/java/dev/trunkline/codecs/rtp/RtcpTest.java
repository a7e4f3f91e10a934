package dev.trunkline.codecs.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RtcpTest {
    /**
     * Sender report with one block, source description "a@b", BYE: laid out by hand from RFC 3550.
     */
    private static final String COMPOUND =
            "81c8000c"
                    + "11111111"
                    + "e0000001"
                    + "80000000"
                    + "000003c0"
                    + "0000000a"
                    + "00000640"
                    + "22222222"
                    + "40"
                    + "fffffe"
                    + "0001ffff"
                    + "00000050"
                    + "00018000"
                    + "00010000"
                    + "81ca0003"
                    + "11111111"
                    + "01036140"
                    + "62000000"
                    + "81cb0001"
                    + "11111111";

    private final RtcpPacketView view = new RtcpPacketView();

    private static ByteBuf hex(String digits) {
        return Unpooled.wrappedBuffer(HexFormat.of().parseHex(digits));
    }

    @Test
    void rfc3550_6_4_1_readsACompoundAtNonZeroReaderIndex() {
        ByteBuf datagram = hex("ffffff" + COMPOUND).skipBytes(3);
        assertThat(RtcpPacketView.isRtcp(datagram)).isTrue();
        assertThat(view.wrap(datagram)).isTrue();
        assertThat(view.next()).isTrue();
        assertThat(view.type()).isEqualTo(RtcpPacketView.SENDER_REPORT);
        assertThat(view.senderSsrc()).isEqualTo(0x11111111L);
        assertThat(view.ntpTime()).isEqualTo(0xE000_0001_8000_0000L);
        assertThat(view.rtpTimestamp()).isEqualTo(960);
        assertThat(view.packetCount()).isEqualTo(10);
        assertThat(view.octetCount()).isEqualTo(1_600);
        assertThat(view.count()).isEqualTo(1);
        assertThat(view.reportedSsrc(0)).isEqualTo(0x22222222L);
        assertThat(view.fractionLost(0)).isEqualTo(64);
        assertThat(view.cumulativeLost(0)).isEqualTo(-2);
        assertThat(view.highestSequence(0)).isEqualTo(0x1ffffL);
        assertThat(view.jitter(0)).isEqualTo(80);
        assertThat(view.lastSenderReport(0)).isEqualTo(0x18000L);
        assertThat(view.delaySinceLastSenderReport(0)).isEqualTo(65_536);
        assertThatThrownBy(() -> view.reportedSsrc(1))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(view.next()).isTrue();
        assertThat(view.type()).isEqualTo(RtcpPacketView.SOURCE_DESCRIPTION);
        assertThat(view.partBytes()).isEqualTo(16);
        assertThat(view.next()).isTrue();
        assertThat(view.type()).isEqualTo(RtcpPacketView.BYE);
        assertThat(view.senderSsrc()).isEqualTo(0x11111111L);
        assertThat(view.next()).isFalse();
    }

    @Test
    void rfc3550_a2_everyTruncationIsRefused_exceptBetweenParts() {
        byte[] whole = HexFormat.of().parseHex(COMPOUND);
        for (int length = 0; length <= whole.length; length++) {
            boolean between = length == 52 || length == 68 || length == 76;
            assertThat(view.wrap(Unpooled.wrappedBuffer(whole, 0, length)))
                    .as("%d bytes", length)
                    .isEqualTo(between);
        }
    }

    @Test
    void rfc3550_a2_refusesWhatIsNoCompound() {
        assertThat(view.wrap(hex("81ca00031111111101036140" + "62000000")))
                .as("SDES first")
                .isFalse();
        assertThat(view.wrap(hex("40c9000111111111"))).as("version 1").isFalse();
        assertThat(view.wrap(hex("a0c9000111111111"))).as("first padded").isFalse();
        assertThat(view.wrap(hex("81c9000111111111"))).as("block missing").isFalse();
        assertThat(view.wrap(hex("80c8000111111111"))).as("sender info missing").isFalse();
        assertThat(view.wrap(hex("80c9000111111111" + "80c9000511111111")))
                .as("too long")
                .isFalse();
        assertThat(view.wrap(hex("80c9000111111111"))).as("empty report").isTrue();
    }

    @Test
    void anyBytes_neverThrow() {
        Random random = new Random(2);
        for (int i = 0; i < 100_000; i++) {
            byte[] bytes = new byte[4 * random.nextInt(24)];
            random.nextBytes(bytes);
            for (int at = 0; at + 3 < bytes.length; at += 4 * (1 + random.nextInt(8))) {
                bytes[at] = (byte) (0x80 | (bytes[at] & 3));
                bytes[at + 1] = (byte) (200 + random.nextInt(6));
                bytes[at + 2] = 0;
                bytes[at + 3] &= 15;
            }
            if (view.wrap(Unpooled.wrappedBuffer(bytes))) {
                while (view.next()) {
                    if (view.type() <= RtcpPacketView.RECEIVER_REPORT) {
                        for (int block = 0; block < view.count(); block++) {
                            assertThat(view.fractionLost(block)).isBetween(0, 255);
                        }
                    }
                }
            }
        }
    }

    @Test
    void rfc3550_6_4_1_roundTripTimeOfTheRfcsFigure() {
        // RFC 3550 figure 2: A = b710:8000, LSR = b705:2000, DLSR = 0005:4000 gives 0006:2000,
        // 6.125 s
        long now = 0xb710_8000L << 16;
        assertThat(NtpTime.roundTripNanos(now, 0xb705_2000L, 0x5_4000L)).isEqualTo(6_125_000_000L);
        assertThat(NtpTime.roundTripNanos(now, 0, 0x5_4000L)).as("no SR yet").isEqualTo(-1);
        assertThat(NtpTime.roundTripNanos(now, 0xb711_0000L, 0)).as("negative").isEqualTo(-1);
        assertThat(NtpTime.roundTripNanos(0x1_0000_0000L, 0xFFFF_0000L, 0))
                .as("across the wrap of the middle bits")
                .isEqualTo(2_000_000_000L);
    }

    @Test
    void ntpTime_ofUnixTime() {
        assertThat(NtpTime.ofUnixNanos(0)).isEqualTo(2_208_988_800L << 32);
        assertThat(NtpTime.ofUnixNanos(500_000_000L))
                .isEqualTo((2_208_988_800L << 32) | 0x8000_0000L);
        assertThat(NtpTime.middle(0xE000_0001_8000_0000L)).isEqualTo(0x0001_8000L);
        assertThat(NtpTime.shortSpan(1_500_000_000L)).isEqualTo(98_304);
        assertThat(NtpTime.shortSpan(-1)).isZero();
    }

    @Test
    void writer_laysOutWhatTheViewReads() {
        RtpReception reception = new RtpReception(8_000);
        RtpPacketView packet = new RtpPacketView();
        assertThat(packet.wrap(hex("8000000500000000" + "22222222"))).isTrue();
        reception.onPacket(packet, 0, true);
        reception.onSenderReport(0xE000_0001_8000_0000L, 1_000_000_000L);
        RtpSender sender = new RtpSender(0, 0x11111111L, 1, 1);
        ByteBuf out = Unpooled.buffer();
        long ntp = 0xE000_0002_0000_0000L;
        RtcpWriter.senderReport(out, sender, ntp, 960, reception, 2_000_000_000L);
        RtcpWriter.sourceDescription(out, sender.ssrc(), "a@b");
        RtcpWriter.bye(out, sender.ssrc());
        assertThat(ByteBufUtil.hexDump(out))
                .isEqualTo(
                        "81c8000c"
                                + "11111111"
                                + "e0000002"
                                + "00000000"
                                + "000003c0"
                                + "00000000"
                                + "00000000"
                                + "22222222"
                                + "00"
                                + "000000"
                                + "00000005"
                                + "00000000"
                                + "00018000"
                                + "00010000"
                                + "81ca0003"
                                + "11111111"
                                + "01036140"
                                + "62000000"
                                + "81cb0001"
                                + "11111111");
        assertThat(view.wrap(out)).isTrue();
        ByteBuf silent = Unpooled.buffer();
        RtcpWriter.receiverReport(silent, 7, new RtpReception(8_000), 0);
        assertThat(ByteBufUtil.hexDump(silent)).isEqualTo("80c9000100000007");
        for (int length = 1; length <= 255; length++) {
            ByteBuf named = Unpooled.buffer();
            RtcpWriter.receiverReport(named, 7, new RtpReception(8_000), 0);
            RtcpWriter.sourceDescription(named, 7, "x".repeat(length));
            assertThat(view.wrap(named)).as("CNAME of %d", length).isTrue();
            assertThat(named.getByte(named.writerIndex() - 1)).isZero(); // ends the items
        }
        assertThatThrownBy(() -> RtcpWriter.sourceDescription(out, 7, ""))
                .hasMessage("CNAME of 0 bytes: expected 1 to 255");
    }
}
