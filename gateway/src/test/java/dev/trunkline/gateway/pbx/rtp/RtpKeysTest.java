package dev.trunkline.gateway.pbx.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.gateway.LeakCheck;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Telephone events (RFC 4733) in both directions. */
@ExtendWith(LeakCheck.class)
class RtpKeysTest {
    private final RtpScene scene = new RtpScene();

    @AfterEach
    void hangUp() {
        scene.close();
    }

    private void event(int sequence, long timestamp, int event, boolean end, int duration) {
        byte[] payload = {
            (byte) event, (byte) (end ? 0x8A : 10), (byte) (duration >> 8), (byte) duration
        };
        scene.peer.send(Peer.rtp(101, sequence, timestamp, Peer.SSRC, payload));
    }

    @Test
    void pressedKey_isToldOnce_howeverManyPacketsSayIt() {
        scene.talk();
        scene.peer.sendUlaw(1, RtpLegTest.filled(1));
        for (int n = 0; n < 5; n++) {
            event(2 + n, 320, 5, n >= 2, 160 * Math.min(n + 1, 3));
        }
        event(7, 2_000, 11, false, 160); // its end is lost
        scene.until("two keys", () -> scene.call.keys.length() == 2);
        assertThat(scene.call.keys.toString()).isEqualTo("5#");
        for (int n = 0; n < 5; n++) {
            scene.beat();
        }
        event(8, 4_000, 5, true, 800);
        scene.until("the third", () -> scene.call.keys.length() == 3);
        assertThat(scene.call.keys.toString()).isEqualTo("5#5");
    }

    @Test
    void keysLeaveNoGapThatIsTakenForLoss() {
        scene.talk();
        scene.peer.sendUlaw(1, RtpLegTest.filled(1));
        for (int n = 0; n < 5; n++) {
            event(2 + n, 320, 5, n >= 2, 160 * Math.min(n + 1, 3));
        }
        scene.peer.send(Peer.rtp(0, 7, 160 * 6, Peer.SSRC, RtpLegTest.filled(2)));
        scene.until("audio behind it", () -> scene.call.audioBytes() == 6 * 160);
        assertThat(scene.counted(dev.trunkline.observability.metrics.CallCounter.RTP_LOST))
                .isZero();
        byte[] audio = scene.call.audio();
        assertThat(audio[160]).isEqualTo((byte) 0xFF);
        assertThat(audio[5 * 160]).isEqualTo((byte) 2);
    }

    @Test
    void sentKeys_followTheAudioBeforeThem_andHoldBackWhatComesAfter() {
        RtpLeg leg = scene.talk();
        scene.peer.sendUlaw(1, RtpLegTest.filled(1));
        scene.until("a frame", () -> scene.call.pieces == 1);
        boolean taken =
                scene.onLoop(() -> {
                    leg.sendFrame(RtpLegTest.filled(11));
                    leg.sendFrame(RtpLegTest.filled(12));
                    boolean sent = leg.sendKeys("1#");
                    leg.sendFrame(RtpLegTest.filled(13));
                    leg.sendFrame(RtpLegTest.filled(14));
                    return sent;
                });
        assertThat(taken).isTrue();
        scene.beats(22);
        List<Peer.Received> packets = new ArrayList<>();
        for (Peer.Received next = scene.peer.receive(); !next.isEmpty(); ) {
            packets.add(next);
            next = scene.peer.poll();
        }
        List<Peer.Received> events = packets.stream().filter(p -> p.type() == 101).toList();
        assertThat(events).hasSize(2 * 7);
        for (int key = 0; key < 2; key++) {
            List<Peer.Received> ofKey = events.subList(key * 7, key * 7 + 7);
            int start = ofKey.getFirst().timestamp();
            for (int n = 0; n < 7; n++) {
                ByteBuffer payload = ByteBuffer.wrap(ofKey.get(n).payload());
                assertThat(ofKey.get(n).timestamp()).isEqualTo(start);
                assertThat(ofKey.get(n).marker()).isEqualTo(n == 0);
                assertThat(payload.get(0)).isEqualTo((byte) (key == 0 ? 1 : 11));
                assertThat(payload.get(1) < 0).isEqualTo(n >= 4); // the end, three times
                assertThat((int) payload.getShort(2)).isEqualTo(160 * Math.min(n + 1, 5));
            }
        }
        for (int i = 1; i < packets.size(); i++) {
            assertThat(packets.get(i).sequence())
                    .isEqualTo((packets.get(i - 1).sequence() + 1) & 0xFFFF);
        }
        List<Integer> voices =
                packets.stream()
                        .filter(p -> p.type() == 0)
                        .map(p -> (int) p.payload()[0])
                        .filter(value -> value != -1)
                        .toList();
        assertThat(voices).containsExactly(11, 12, 13, 14);
        int first = packets.indexOf(events.getFirst());
        int behind = packets.indexOf(events.getLast());
        assertThat(packets.subList(0, first)).anyMatch(p -> p.payload()[0] == 12);
        assertThat(packets.subList(behind, packets.size())).anyMatch(p -> p.payload()[0] == 14);
        // every beat was 20 ms of timestamps, whatever was sent in it
        Peer.Received last = packets.getLast();
        assertThat(last.timestamp() - packets.getFirst().timestamp()).isEqualTo(21 * 160);
    }

    @Test
    void keysWithoutTelephoneEvents_areLeftToTones() {
        RtpLeg leg =
                scene.talk(
                        RtpFormats.symmetric(RtpCodec.PCMU, 0, RtpFormats.NONE, false),
                        new RtpPeer(null, false, RtpPeer.Rtcp.NONE, null),
                        AudioFormat.PCMU);
        assertThat(scene.onLoop(() -> leg.sendKeys("1"))).isFalse();
    }

    @Test
    void keysWithAPause_areLeftToTones_whole() {
        RtpLeg leg = scene.talk();
        assertThat(scene.onLoop(() -> leg.sendKeys("1w2"))).isFalse();
        assertThat(scene.onLoop(() -> leg.sendKeys("12"))).isTrue();
    }
}
