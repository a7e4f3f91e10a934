package dev.trunkline.codecs.opus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.codecs.fixtures.RtpCapture;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpusPacketTest {
    @ParameterizedTest
    @CsvSource({
        "00, 480", // config 0: SILK NB 10 ms, no frame data (DTX)
        "08ff, 960", // config 1: SILK NB 20 ms
        "58ff, 2880", // config 11: SILK WB 60 ms
        "60ff, 480", // config 12: hybrid 10 ms
        "78ff, 960", // config 15: hybrid 20 ms
        "80ff, 120", // config 16: CELT NB 2.5 ms
        "f8ff, 960", // config 31: CELT FB 20 ms
        "79aabb, 1920", // code 1: two frames of one byte
        "7a01aabbcc, 1920", // code 2: one byte, then two
        "7b02aabb, 1920", // code 3, CBR, two frames
        "7b8201aabbcc, 1920", // code 3, VBR
        "7b4202aabb0000, 1920", // code 3, CBR, two bytes of padding
        "7b06aabbccddeeff, 5760" // 120 ms
    })
    void rfc6716_3_1_readsTheDuration(String hex, int samples) {
        byte[] packet = HexFormat.of().parseHex(hex);
        assertThat(OpusPacket.samples(packet, 0, packet.length)).isEqualTo(samples);
        byte[] shifted = HexFormat.of().parseHex("ffffff" + hex + "ff");
        assertThat(OpusPacket.samples(shifted, 3, packet.length)).isEqualTo(samples);
    }

    @ParameterizedTest
    @CsvSource({
        "'', R1", //
        "79aabbcc, R3: odd",
        "7a, R4: no length",
        "7afc, R4: half a length",
        "7a05aabb, R4: longer than the packet",
        "7b, R6: no count",
        "7b00, R5: no frame",
        "7b07aabbccddeeff11, R5: 140 ms",
        "7b02aabbcc, R6: not divisible",
        "7b42, R6: no padding length",
        "7b42ff, R6: half a padding length",
        "7b4209aabb, R6: padding beyond the packet",
        "7b82, R7: no length",
        "7b8205aabb, R7: length beyond the packet"
    })
    void rfc6716_3_4_refusesMalformed(String hex, String requirement) {
        byte[] packet = HexFormat.of().parseHex(hex);
        assertThat(OpusPacket.samples(packet, 0, packet.length))
                .as(requirement)
                .isEqualTo(OpusPacket.MALFORMED);
        assertThat(OpusPacket.carriesFec(packet, 0, packet.length)).isFalse();
    }

    @Test
    void rfc6716_3_4_refusesAFrameOverTheLimit() {
        byte[] packet = new byte[1_277];
        packet[0] = 0x78;
        assertThat(OpusPacket.samples(packet, 0, 1_277)).isEqualTo(OpusPacket.MALFORMED); // R2
        assertThat(OpusPacket.samples(packet, 0, 1_276)).isEqualTo(960);
    }

    @Test
    void rfc6716_4_2_3_findsTheFecOfTheCapturedStreams() {
        assertThat(fecPackets("opus-fec.pcap")).isEqualTo(425);
        assertThat(fecPackets("opus-nofec.pcap")).isZero();
    }

    private static long fecPackets(String capture) {
        return RtpCapture.read(capture).stream()
                .map(RtpCapture.Datagram::payload)
                .filter(payload -> OpusPacket.carriesFec(payload, 0, payload.length))
                .count();
    }
}
