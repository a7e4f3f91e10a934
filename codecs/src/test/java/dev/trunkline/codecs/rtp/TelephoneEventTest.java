package dev.trunkline.codecs.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TelephoneEventTest {
    private static final long MS = 1_000_000;

    private final List<String> heard = new ArrayList<>();
    private final TelephoneEventReceiver receiver =
            new TelephoneEventReceiver(
                    new TelephoneEventReceiver.Listener() {
                        @Override
                        public void onEventStart(int event, long timestamp) {
                            heard.add("start " + TelephoneEvent.digit(event));
                        }

                        @Override
                        public void onEventEnd(int event, long timestamp, int durationTicks) {
                            heard.add("end " + TelephoneEvent.digit(event) + " " + durationTicks);
                        }
                    },
                    60 * MS);
    private final RtpPacketView view = new RtpPacketView();

    private List<ByteBuf> press(String digits, int ticks) {
        RtpSender sender = new RtpSender(0, 7, 65_534, 0xFFFF_FFF0L);
        TelephoneEventSender events = new TelephoneEventSender(sender, 101, 160);
        List<ByteBuf> packets = new ArrayList<>();
        for (int i = 0; i < digits.length(); i++) {
            assertThat(events.press(digits.charAt(i), ticks)).isTrue();
            while (events.sending()) {
                ByteBuf packet = Unpooled.buffer();
                assertThat(events.writeNext(packet)).isTrue();
                packets.add(packet);
            }
            sender.skip(800);
        }
        assertThat(events.writeNext(Unpooled.buffer())).isFalse();
        return packets;
    }

    private void receive(ByteBuf packet, long arrivalMs) {
        assertThat(view.wrap(packet)).isTrue();
        assertThat(receiver.onPacket(view, arrivalMs * MS)).isTrue();
    }

    @Test
    void rfc4733_2_3_readsThePayload() {
        ByteBuf payload = Unpooled.wrappedBuffer(HexFormat.of().parseHex("ff0b8a0320"));
        assertThat(TelephoneEvent.event(payload, 1)).isEqualTo(11);
        assertThat(TelephoneEvent.digit(11)).isEqualTo('#');
        assertThat(TelephoneEvent.end(payload, 1)).isTrue();
        assertThat(TelephoneEvent.volume(payload, 1)).isEqualTo(10);
        assertThat(TelephoneEvent.duration(payload, 1)).isEqualTo(800);
        assertThat(TelephoneEvent.digit(TelephoneEvent.FLASH)).isEqualTo((char) 0);
        assertThat(TelephoneEvent.eventOf('d')).isEqualTo(15);
        assertThatThrownBy(() -> TelephoneEvent.eventOf('x'))
                .hasMessageContaining("expected one of 0123456789*#ABCD");
    }

    @Test
    void rfc4733_2_5_1_sendsOneTimestampGrowingDurationAndThreeEnds() {
        List<String> packets = press("5", 400).stream().map(ByteBufUtil::hexDump).toList();
        assertThat(packets)
                .containsExactly(
                        "80e5fffe" + "fffffff0" + "00000007" + "050a00a0",
                        "8065ffff" + "fffffff0" + "00000007" + "050a0140",
                        "80650000" + "fffffff0" + "00000007" + "058a0190",
                        "80650001" + "fffffff0" + "00000007" + "058a0190",
                        "80650002" + "fffffff0" + "00000007" + "058a0190");
    }

    @Test
    void rfc4733_2_5_2_eachKeyIsHeardOnce() {
        long at = 0;
        for (ByteBuf packet : press("11#", 800)) {
            receive(packet, at += 20);
            receive(packet, at); // and every packet twice
        }
        assertThat(heard)
                .containsExactly(
                        "start 1", "end 1 800", "start 1", "end 1 800", "start #", "end # 800");
    }

    @Test
    void rfc4733_2_5_2_anyPacketButAllMayBeLost() {
        Random random = new Random(3);
        for (int round = 0; round < 200; round++) {
            heard.clear();
            List<ByteBuf> packets = press("7", 800);
            int survivor = random.nextInt(packets.size());
            TelephoneEventReceiver fresh = receiver;
            long start = round * 10_000L;
            for (int i = 0; i < packets.size(); i++) {
                if (i == survivor || random.nextInt(3) == 0) {
                    packets.get(i).setInt(4, (int) (round * 80_000L)); // a new event each round
                    assertThat(view.wrap(packets.get(i))).isTrue();
                    fresh.onPacket(view, (start + 20L * i) * MS);
                }
            }
            fresh.onTime((start + 500) * MS);
            assertThat(heard).as("round %d", round).hasSize(2);
            assertThat(heard.get(0)).isEqualTo("start 7");
            assertThat(heard.get(1)).startsWith("end 7 ");
        }
    }

    @Test
    void eventWithoutEnd_endsAfterTheTimeoutAndNotBefore() {
        receive(press("9", 800).getFirst(), 0);
        receiver.onTime(59 * MS);
        assertThat(heard).containsExactly("start 9");
        receiver.onTime(60 * MS);
        receiver.onTime(80 * MS);
        assertThat(heard).containsExactly("start 9", "end 9 160");
    }

    @Test
    void shortPayloads_areRefusedAtEveryLength() {
        for (int bytes = 0; bytes < 4; bytes++) {
            assertThat(
                            view.wrap(
                                    Unpooled.buffer()
                                            .writeByte(0x80)
                                            .writeByte(101)
                                            .writeZero(10 + bytes)))
                    .isTrue();
            assertThat(receiver.onPacket(view, 0)).isFalse();
        }
        assertThat(receiver.malformed()).isEqualTo(4);
        assertThat(heard).isEmpty();
    }
}
