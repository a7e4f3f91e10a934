package dev.trunkline.gateway.pbx.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.gateway.LeakCheck;
import dev.trunkline.observability.metrics.CallCounter;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Packets that must not get through, and media that does not come: counted, and the call lives. */
@ExtendWith(LeakCheck.class)
class RtpIntrusionTest {
    private final RtpScene scene = new RtpScene();
    private final Peer stranger = new Peer();

    @AfterEach
    void hangUp() {
        scene.close();
        stranger.close();
    }

    /** The peer is heard and the stranger knows the port. */
    private RtpLeg latched() {
        RtpLeg leg = scene.talk();
        stranger.sendsTo(portOf(leg));
        scene.peer.sendUlaw(1, RtpLegTest.filled(1));
        scene.until("a frame", () -> scene.call.pieces == 1);
        return leg;
    }

    private int portOf(RtpLeg leg) {
        return scene.onLoop(() -> leg.end().port());
    }

    /** The peer is still heard, and alone. */
    private void assertAlive(int sequence) {
        int before = scene.onLoop(() -> scene.call.audioBytes());
        scene.peer.sendUlaw(sequence, RtpLegTest.filled(9));
        scene.until("the peer", () -> scene.call.audioBytes() == before + 160);
        byte[] audio = scene.call.audio();
        assertThat(Arrays.copyOfRange(audio, before, before + 160)).isEqualTo(RtpLegTest.filled(9));
    }

    @Test
    void stranger_isDroppedWhileThePeerIsHeard() {
        latched();
        for (int n = 2; n < 52; n++) {
            stranger.sendUlaw(n, RtpLegTest.filled(66));
        }
        scene.untilCounted(CallCounter.RTP_DROPPED_STRANGER, 50);
        assertAlive(2);
        scene.beat();
        assertThat(scene.peer.receive().payload()).isEqualTo(RtpLegTest.filled(0xFF));
        assertThat(stranger.poll().isEmpty()).isTrue();
    }

    @Test
    void fixedPeer_isTheOnlyOneEver() {
        scene.talk(
                RtpFormats.symmetric(RtpCodec.PCMU, 0, RtpFormats.NONE, false),
                scene.said(scene.peer.address(), true, RtpPeer.Rtcp.NONE),
                AudioFormat.PCMU);
        RtpLeg leg = java.util.Objects.requireNonNull(scene.leg());
        stranger.sendsTo(portOf(leg));
        for (int n = 0; n < 10; n++) {
            stranger.sendUlaw(n, RtpLegTest.filled(66));
        }
        scene.untilCounted(CallCounter.RTP_DROPPED_STRANGER, 10);
        scene.pass(5_000);
        for (int n = 10; n < 20; n++) {
            stranger.sendUlaw(n, RtpLegTest.filled(66));
        }
        scene.untilCounted(CallCounter.RTP_DROPPED_STRANGER, 20);
        assertAlive(1);
    }

    @Test
    void otherAddressThanSaid_isBelievedAfterFourPacketsInOrder() {
        RtpLeg leg =
                scene.talk(
                        RtpFormats.symmetric(RtpCodec.PCMU, 0, RtpFormats.NONE, false),
                        scene.said(scene.peer.address(), false, RtpPeer.Rtcp.NONE),
                        AudioFormat.PCMU);
        stranger.sendsTo(portOf(leg)); // the peer behind an address translation
        for (int n = 0; n < 6; n++) {
            stranger.sendUlaw(n, RtpLegTest.filled(7));
        }
        scene.until("frames", () -> scene.call.audioBytes() == 3 * 160);
        assertThat(scene.counted(CallCounter.RTP_DROPPED_STRANGER)).isEqualTo(3);
        scene.beat();
        assertThat(stranger.receive().payload()).isEqualTo(RtpLegTest.filled(0xFF));
    }

    @Test
    void movedPeer_isFollowedOnceTheOldAddressIsSilent() {
        latched();
        scene.pass(2_100);
        stranger.sendUlaw(100, RtpLegTest.filled(8)); // out of order: begins the probation anew
        for (int n = 2; n < 8; n++) {
            stranger.sendUlaw(n, RtpLegTest.filled(8));
        }
        scene.until(
                "frames from there",
                () -> {
                    byte[] audio = scene.call.audio();
                    return audio.length > 160 && audio[audio.length - 1] == 8;
                });
        assertThat(scene.counted(CallCounter.RTP_DROPPED_STRANGER)).isEqualTo(4);
    }

    @Test
    void malformedTruncatedAndOversized_areCounted() {
        latched();
        byte[] good = Peer.rtp(0, 2, 320, Peer.SSRC, RtpLegTest.filled(5));
        for (int length = 0; length < 12; length++) {
            scene.peer.send(Arrays.copyOf(good, length));
        }
        byte[] version1 = good.clone();
        version1[0] = 0x40;
        scene.peer.send(version1);
        byte[] padded = good.clone();
        padded[0] = (byte) 0xA0; // padding of 5: legal; of 0: not
        padded[padded.length - 1] = 0;
        scene.peer.send(padded);
        scene.peer.send(Peer.rtp(0, 2, 320, Peer.SSRC, new byte[3_000]));
        byte[] rtcp = {(byte) 0x81, (byte) 201, 0, 9, 1, 2, 3, 4};
        scene.peer.send(rtcp);
        scene.untilCounted(CallCounter.RTP_DROPPED_MALFORMED, 16);
        assertAlive(2);
    }

    @Test
    void payloadTheDecoderRefuses_isCounted() {
        latched();
        scene.peer.sendUlaw(2, new byte[1_500]); // longer than any packet time
        scene.until(
                "counted",
                () -> {
                    scene.beats.getFirst().onBeat(scene.clock.nanos(), 0);
                    return scene.meters.counted(CallCounter.RTP_DROPPED_MALFORMED) == 1;
                });
    }

    @Test
    void wrongPayloadType_isCounted() {
        latched();
        for (int type : new int[] {3, 8, 96, 107, 127}) {
            scene.peer.send(Peer.rtp(type, 2, 320, Peer.SSRC, RtpLegTest.filled(5)));
        }
        scene.untilCounted(CallCounter.RTP_DROPPED_PAYLOAD_TYPE, 5);
        assertAlive(2);
    }

    @Test
    void sourceThatChangesWithEachPacket_isNeverBelieved() {
        latched();
        for (int n = 2; n < 102; n++) {
            scene.peer.send(Peer.rtp(0, n, 160L * n, n, RtpLegTest.filled(66)));
        }
        scene.untilCounted(CallCounter.RTP_DROPPED_SOURCE, 100);
        assertAlive(2);
    }

    @Test
    void sourceThatTakesOver_isFollowedAfterFourPackets() {
        latched();
        for (int n = 0; n < 10; n++) {
            scene.peer.send(Peer.rtp(0, 5_000 + n, 77 + 160L * n, 99, RtpLegTest.filled(10 + n)));
        }
        scene.until("frames", () -> scene.call.audioBytes() == 8 * 160);
        assertThat(scene.counted(CallCounter.RTP_DROPPED_SOURCE)).isEqualTo(3);
        assertThat(scene.counted(CallCounter.RTP_SOURCE_CHANGES)).isEqualTo(1);
        assertThat(scene.call.audio()[160]).isEqualTo((byte) 13);
    }

    @Test
    void flood_isBounded() {
        latched();
        Random random = new Random(4);
        byte[] noise = new byte[160];
        random.nextBytes(noise);
        for (int n = 2; n < 1_000; n++) { // in no time, as the clock stands still
            scene.peer.sendUlaw(n, noise);
            if (n % 50 == 0) {
                int sent = n;
                scene.until("read", () -> seen() >= sent - 1);
            }
        }
        scene.until("read", () -> seen() == 999);
        assertThat(scene.counted(CallCounter.RTP_DROPPED_FLOOD)).isBetween(740L, 760L);
        assertThat(scene.call.ends).isEmpty();
        scene.pass(500);
        assertAlive(1_000);
    }

    private long seen() {
        return scene.meters.counted(CallCounter.RTP_DROPPED_FLOOD) + scene.call.pieces;
    }

    @Test
    void noMediaAtAll_endsTheCall() {
        scene.talk();
        for (int i = 0; i < 29; i++) {
            scene.pass(1_000);
            scene.beats(1);
        }
        scene.beats(49);
        assertThat(scene.call.ends).isEmpty();
        scene.beats(100);
        assertThat(scene.call.ends).isEqualTo(List.of(false));
        assertThat(scene.counted(CallCounter.RTP_MEDIA_TIMEOUTS)).isEqualTo(1);
        assertThat(scene.closes).isEqualTo(1);
    }

    @Test
    void heavyLossAndAHoleOfTwoSeconds_areMadeGood() {
        scene.talk();
        Random random = new Random(11);
        int lost = 0;
        for (int n = 1; n <= 500; n++) {
            boolean hole = n > 300 && n <= 400;
            boolean missing = n > 1 && n < 500 && (hole || random.nextDouble() < 0.3);
            lost += missing ? 1 : 0;
            if (!missing) {
                int pieces = scene.onLoop(() -> scene.call.pieces);
                scene.peer.sendUlaw(n, RtpLegTest.filled(n % 100 + 1));
                scene.until("packet " + n, () -> scene.call.pieces > pieces || waits());
            }
            scene.beat();
        }
        scene.beats(50);
        assertThat(scene.counted(CallCounter.RTP_LOST)).isEqualTo(lost);
        long concealed =
                scene.counted(CallCounter.CONCEALED_PLC_MS)
                        + scene.counted(CallCounter.CONCEALED_SILENCE_MS);
        assertThat(concealed).isGreaterThanOrEqualTo(lost * 20L);
        assertThat(scene.counted(CallCounter.CONCEALED_PLC_MS)).isGreaterThan(1_500);
        assertThat(scene.call.ends).isEmpty();
        // ten seconds of stream, and one second of what its end looks like
        assertThat(scene.call.audioBytes() / 8).isBetween(10_000, 11_000);
    }

    /** Whether the resequencer has a packet behind a gap. */
    private boolean waits() {
        return java.util.Objects.requireNonNull(scene.leg()).bufferedMs() > 0;
    }
}
