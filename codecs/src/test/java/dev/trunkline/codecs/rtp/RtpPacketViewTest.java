package dev.trunkline.codecs.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trunkline.codecs.fixtures.RtpCapture;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RtpPacketViewTest {
    /**
     * P, X, two CSRCs, marker, PT 111; extension of one word; payload aabbcc; 1 byte of padding.
     */
    private static final String FULL =
            "b2effffe000003c01234abcd" + "0000000111111111" + "bede000110203040" + "aabbcc" + "01";

    private final RtpPacketView view = new RtpPacketView();

    private static ByteBuf hex(String digits) {
        return Unpooled.wrappedBuffer(HexFormat.of().parseHex(digits));
    }

    @Test
    void rfc3550_5_1_readsFixedHeaderAtNonZeroReaderIndex() {
        ByteBuf packet = hex("00000000000000" + "806ffffe000003c01234abcd" + "7b").skipBytes(7);
        assertThat(view.wrap(packet)).isTrue();
        assertThat(view.marker()).isFalse();
        assertThat(view.payloadType()).isEqualTo(111);
        assertThat(view.sequenceNumber()).isEqualTo(65_534);
        assertThat(view.timestamp()).isEqualTo(960);
        assertThat(view.ssrc()).isEqualTo(0x1234abcdL);
        assertThat(view.csrcCount()).isZero();
        assertThat(view.extension()).isFalse();
        assertThat(view.payloadIndex()).isEqualTo(19);
        assertThat(view.payloadBytes()).isEqualTo(1);
        assertThat(packet.readerIndex()).isEqualTo(7);
    }

    @Test
    void rfc3550_5_1_readsCsrcExtensionAndPadding() {
        ByteBuf packet = hex(FULL);
        assertThat(view.wrap(packet)).isTrue();
        assertThat(view.marker()).isTrue();
        assertThat(view.payloadType()).isEqualTo(111);
        assertThat(view.csrcCount()).isEqualTo(2);
        assertThat(view.csrc(0)).isEqualTo(1);
        assertThat(view.csrc(1)).isEqualTo(0x11111111L);
        assertThat(view.extension()).isTrue();
        assertThat(view.extensionProfile()).isEqualTo(0xBEDE);
        assertThat(packet.slice(view.payloadIndex(), view.payloadBytes())).isEqualTo(hex("aabbcc"));
    }

    @Test
    void rfc3550_5_1_unsignedFieldsAtTheirEnds() {
        assertThat(view.wrap(hex("8000ffffffffffffffffffff"))).isTrue();
        assertThat(view.sequenceNumber()).isEqualTo(65_535);
        assertThat(view.timestamp()).isEqualTo(4_294_967_295L);
        assertThat(view.ssrc()).isEqualTo(4_294_967_295L);
        assertThat(view.payloadBytes()).isZero();
    }

    @Test
    void everyTruncation_isRefusedOrHasAShorterPayload() {
        byte[] full = HexFormat.of().parseHex("92" + FULL.substring(2, FULL.length() - 2));
        for (int length = 0; length <= full.length; length++) {
            boolean whole = view.wrap(Unpooled.wrappedBuffer(full, 0, length));
            assertThat(whole).as("%d bytes", length).isEqualTo(length >= 28);
            if (whole) {
                assertThat(view.payloadBytes()).isEqualTo(length - 28);
            } else {
                assertThat(view.buffer().isReadable()).isFalse();
            }
        }
    }

    @Test
    void wrongVersionPaddingAndRtcp_areRefused() {
        assertThat(view.wrap(hex("406f00010000000000000001aa"))).as("version 1").isFalse();
        assertThat(view.wrap(hex("c06f00010000000000000001aa"))).as("version 3").isFalse();
        assertThat(view.wrap(hex("a06f0001000000000000000100"))).as("padding of 0").isFalse();
        assertThat(view.wrap(hex("a06f0001000000000000000102"))).as("padding too long").isFalse();
        assertThat(view.wrap(hex("a06f0001000000000000000101"))).as("all padding").isTrue();
        assertThat(view.wrap(hex("80c80006000000000000000100"))).as("RTCP").isFalse();
    }

    @Test
    void anyBytes_areAcceptedOrRefusedButNeverThrow() {
        Random random = new Random(1);
        for (int i = 0; i < 200_000; i++) {
            byte[] bytes = new byte[random.nextInt(64)];
            random.nextBytes(bytes);
            if (bytes.length > 0 && random.nextBoolean()) {
                bytes[0] = (byte) (0x80 | (bytes[0] & 0x3F));
            }
            if (view.wrap(Unpooled.wrappedBuffer(bytes))) {
                assertThat(view.payloadIndex() + view.payloadBytes())
                        .isLessThanOrEqualTo(bytes.length);
                assertThat(view.payloadBytes()).isNotNegative();
            }
        }
    }

    @Test
    void capturedStreams_readAsTheirSendersWroteThem() {
        int markers = 0;
        int expected = 1_000;
        for (RtpCapture.Datagram datagram : RtpCapture.read("opus-fec-dtx-gst.pcap")) {
            assertThat(view.wrap(Unpooled.wrappedBuffer(datagram.rtp()))).isTrue();
            assertThat(view.payloadType()).isEqualTo(111);
            assertThat(view.ssrc()).isEqualTo(0x1234567aL);
            assertThat(view.sequenceNumber()).isEqualTo(expected++);
            markers += view.marker() ? 1 : 0;
        }
        assertThat(expected).isEqualTo(1_549);
        assertThat(markers).isEqualTo(18);
    }

    @Test
    void sender_writesHeadersAcrossBothWraps() {
        RtpSender sender = new RtpSender(111, 0x1234abcdL, 65_535, 0xFFFF_FC40L); // 960 before 2^32
        ByteBuf out = Unpooled.buffer().writeZero(3).skipBytes(3);
        sender.writeHeader(out, true, 40, 960);
        sender.writeHeader(out, false, 50, 960);
        sender.skip(9_600);
        sender.writeHeader(out, 101, true, 960, 4);
        assertThat(ByteBufUtil.hexDump(out))
                .isEqualTo(
                        "80effffffffffc401234abcd"
                                + "806f0000000000001234abcd"
                                + "80e50001000003c01234abcd");
        assertThat(sender.timestamp()).isEqualTo(960 + 9_600);
        assertThat(sender.packets()).isEqualTo(3);
        assertThat(sender.octets()).isEqualTo(94);
        assertThatThrownBy(() -> new RtpSender(72, 1, 1, 1))
                .hasMessage("payloadType=72: expected 0 to 63 or 96 to 127");
    }
}
