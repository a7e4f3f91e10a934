package dev.trunkline.loadtest.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trunkline.codecs.opus.OpusPacket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The generator against a gateway that sends back what it gets, or what the test wants. */
class RtpGeneratorIT {
    private static final int LIMIT_SECONDS = 10;

    private final CountDownLatch came = new CountDownLatch(150);

    private int echoed(int times) {
        came.countDown();
        return times;
    }

    private RtpGenerator.Window measure(RtpCodec codec, int calls, FakeDoor door) throws Exception {
        try (RtpGenerator generator = RtpGenerator.start(codec);
                SdpPeer peer = new SdpPeer(door.management(), "", "agent=load")) {
            List<URI> placed = new ArrayList<>();
            generator.beginWindow().get(LIMIT_SECONDS, TimeUnit.SECONDS);
            for (int i = 0; i < calls; i++) {
                RtpStream stream = generator.stream();
                placed.add(peer.call(stream));
                generator.begin(stream, i, calls).get(LIMIT_SECONDS, TimeUnit.SECONDS);
            }
            assertThat(came.await(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
            RtpGenerator.Window window = generator.endWindow().get(LIMIT_SECONDS, TimeUnit.SECONDS);
            for (URI call : placed) {
                peer.hangUp(call);
            }
            return window;
        }
    }

    @Test
    void packets_areOfOneStream_eachTwentyMillisecondsOn_andDecodable() throws Exception {
        try (FakeDoor door = new FakeDoor(_ -> echoed(1))) {
            RtpGenerator.Window window = measure(RtpCodec.OPUS, 1, door);

            List<byte[]> packets = List.copyOf(door.packets);
            ByteBuffer first = ByteBuffer.wrap(packets.getFirst());
            for (int i = 0; i < packets.size(); i++) {
                ByteBuffer packet = ByteBuffer.wrap(packets.get(i));
                assertThat(packet.get(0)).isEqualTo((byte) 0x80);
                assertThat(packet.get(1)).isEqualTo((byte) 111);
                assertThat((short) (packet.getShort(2) - first.getShort(2))).isEqualTo((short) i);
                assertThat(packet.getInt(4) - first.getInt(4)).isEqualTo(i * 960);
                assertThat(packet.getInt(8)).isEqualTo(first.getInt(8));
                assertThat(OpusPacket.samples(packets.get(i), 12, packets.get(i).length - 12))
                        .isEqualTo(960);
            }
            assertThat(window.counts().sent()).isGreaterThanOrEqualTo(150);
            assertThat(window.counts().arrivals().lost()).isZero();
            assertThat(window.counts().arrivals().duplicated()).isZero();
            assertThat(window.silent()).isZero();
        }
    }

    @Test
    void anOffer_isForOneCodec_andTheCallIsEndedWhereTheAnswerSaid() throws Exception {
        try (FakeDoor door = new FakeDoor(_ -> echoed(1))) {
            measure(RtpCodec.PCMU, 2, door);

            assertThat(door.offers).hasSize(2).doesNotHaveDuplicates();
            assertThat(door.offers.getFirst())
                    .contains(
                            "c=IN IP4 127.0.0.1\r\n", "a=rtpmap:0 PCMU/8000\r\n", "a=rtcp-mux\r\n")
                    .containsPattern("m=audio \\d+ RTP/AVP 0\r\n");
            assertThat(door.requests)
                    .containsExactly(
                            "POST /api/rtp?agent=load",
                            "POST /api/rtp?agent=load",
                            "DELETE /api/rtp/c1",
                            "DELETE /api/rtp/c2");
            assertThat(door.packets).allMatch(packet -> packet.length == 12 + 160);
        }
    }

    @Test
    void whatTheGatewayLoses_doublesAndDelays_isCounted() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try (FakeDoor door =
                new FakeDoor(number -> {
                    if (number == 50) { // stands still, and sends the rest in a burst
                        never.await(100, TimeUnit.MILLISECONDS);
                    }
                    return echoed(number == 20 ? 0 : number == 30 ? 2 : 1);
                })) {
            RtpGenerator.Window window = measure(RtpCodec.OPUS, 1, door);

            StreamArrivals.Counts arrivals = window.counts().arrivals();
            assertThat(arrivals.lost()).isEqualTo(1);
            assertThat(arrivals.duplicated()).isEqualTo(1);
            assertThat(arrivals.late()).isGreaterThanOrEqualTo(1);
            assertThat(window.deviation().getMaxValue()).isGreaterThan(50_000_000L);
        }
    }

    @Test
    void aGatewayThatSaysNothing_isSilent() throws Exception {
        try (FakeDoor door = new FakeDoor(_ -> echoed(0))) {
            assertThat(measure(RtpCodec.PCMU, 3, door).silent()).isEqualTo(3);
        }
    }

    @Test
    void aRefusal_isPassedOnInItsWords() throws Exception {
        try (FakeDoor door = new FakeDoor(_ -> 0);
                RtpGenerator generator = RtpGenerator.start(RtpCodec.PCMU);
                SdpPeer peer = new SdpPeer(door.management(), "", "")) {
            door.refuseWith(503);
            RtpStream stream = generator.stream();
            assertThatThrownBy(() -> peer.call(stream))
                    .isInstanceOf(SdpPeer.RefusedException.class)
                    .hasMessageContaining("503")
                    .hasMessageContaining("no room for another call");
            stream.channel().close();
        }
    }
}
