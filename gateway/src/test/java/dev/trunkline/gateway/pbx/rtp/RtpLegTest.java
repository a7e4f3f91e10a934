package dev.trunkline.gateway.pbx.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.gateway.LeakCheck;
import dev.trunkline.gateway.call.LegClose;
import dev.trunkline.observability.metrics.CallCounter;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What passes through a leg when all goes well, in both directions. */
@ExtendWith(LeakCheck.class)
class RtpLegTest {
    private final RtpScene scene = new RtpScene();

    @AfterEach
    void hangUp() {
        scene.close();
    }

    static byte[] filled(int value) {
        byte[] frame = new byte[160];
        Arrays.fill(frame, (byte) value);
        return frame;
    }

    private boolean frame(RtpLeg leg, int value) {
        return scene.onLoop(() -> {
            leg.sendFrame(filled(value));
            return true;
        });
    }

    @Test
    void ulaw_passesToTheCallByteForByte() {
        scene.talk();
        for (int n = 0; n < 50; n++) {
            scene.peer.sendUlaw(n, filled(n + 1));
        }
        scene.until("50 frames", () -> scene.call.audioBytes() == 50 * 160);
        for (int n = 0; n < 50; n++) {
            assertThat(Arrays.copyOfRange(scene.call.audio(), n * 160, n * 160 + 160))
                    .isEqualTo(filled(n + 1));
        }
        scene.until("the burst's end", () -> scene.call.readCompletes > 0);
        assertThat(scene.call.lastTimestampMs).isEqualTo(49 * 20);
    }

    @Test
    void nio_carriesTheSame() {
        try (RtpScene nio = RtpScene.onNio()) {
            RtpLeg leg = nio.talk();
            nio.peer.sendUlaw(7, filled(3));
            nio.until("a frame", () -> nio.call.audioBytes() == 160);
            nio.onLoop(() -> {
                leg.sendFrame(filled(5));
                return true;
            });
            nio.beat();
            assertThat(nio.peer.receive().payload()).isEqualTo(filled(5));
        }
    }

    @Test
    void whatTheCallSays_leavesOneFrameABeat_withSilenceBetween() {
        RtpLeg leg = scene.talk();
        scene.peer.sendUlaw(1, filled(1)); // latches
        scene.until("a frame", () -> scene.call.pieces == 1);
        frame(leg, 11);
        frame(leg, 12);
        scene.beats(4);
        frame(leg, 13);
        scene.beat();
        Peer.Received first = scene.peer.receive();
        assertThat(first.marker()).isTrue();
        assertThat(first.type()).isZero();
        assertThat(first.payload()).isEqualTo(filled(11));
        int[] expected = {12, 0xFF, 0xFF, 13};
        for (int i = 0; i < 4; i++) {
            Peer.Received next = scene.peer.receive();
            assertThat(next.payload()).isEqualTo(filled(expected[i]));
            assertThat(next.sequence()).isEqualTo((first.sequence() + i + 1) & 0xFFFF);
            assertThat(next.timestamp()).isEqualTo(first.timestamp() + 160 * (i + 1));
            assertThat(next.ssrc()).isEqualTo(first.ssrc());
            assertThat(next.marker()).isFalse(); // nothing was left out
        }
    }

    @Test
    void beforeThePeerIsKnown_timePassesUnsent() {
        scene.talk();
        scene.beats(10);
        scene.peer.sendUlaw(1, filled(1));
        scene.until("a frame", () -> scene.call.pieces == 1);
        scene.beat();
        assertThat(scene.peer.receive().payload()).isEqualTo(filled(0xFF));
        assertThat(scene.peer.poll().isEmpty()).isTrue();
    }

    @Test
    void saidAddress_isSentToFromTheBeginning() {
        scene.talk(
                RtpFormats.symmetric(RtpCodec.PCMA, 8, RtpFormats.NONE, false),
                scene.said(scene.peer.address(), false, RtpPeer.Rtcp.NONE),
                AudioFormat.PCMU);
        scene.beat();
        Peer.Received silence = scene.peer.receive();
        assertThat(silence.type()).isEqualTo(8);
        assertThat(silence.payload()).isEqualTo(filled(0xD5));
    }

    @Test
    void suppressedSilence_leavesGapsInTime_andMarksWhatFollows() {
        try (RtpScene quiet =
                new RtpScene(
                        io.netty.channel.epoll.EpollIoHandler.newFactory(),
                        RtpScene.config(RtpScene.FIRST_PORT + 99, false))) {
            RtpLeg leg =
                    quiet.talk(
                            RtpFormats.symmetric(RtpCodec.PCMU, 0, RtpFormats.NONE, false),
                            quiet.said(quiet.peer.address(), false, RtpPeer.Rtcp.NONE),
                            AudioFormat.PCMU);
            quiet.beats(50);
            quiet.onLoop(() -> {
                leg.sendFrame(filled(5));
                return true;
            });
            quiet.beat();
            Peer.Received first = quiet.peer.receive();
            Peer.Received last = first;
            int packets = 1;
            while (!Arrays.equals(last.payload(), filled(5))) {
                last = quiet.peer.receive();
                packets++;
            }
            assertThat(packets).isEqualTo(11); // the trailing silence, and the voice
            assertThat(last.marker()).isTrue();
            assertThat(last.timestamp() - first.timestamp()).isEqualTo(50 * 160);
            assertThat((last.sequence() - first.sequence()) & 0xFFFF).isEqualTo(10);
        }
    }

    @Test
    void mark_isToldWhenItsAudioHasLasted() {
        RtpLeg leg = scene.talk();
        scene.onLoop(() -> {
            leg.sendFrame(filled(1));
            leg.sendFrame(filled(2));
            leg.sendMark(3, 17);
            return true;
        });
        scene.beats(2);
        assertThat(scene.call.marks).isEmpty();
        scene.beat();
        assertThat(scene.call.marks).containsExactly("3:17");
    }

    @Test
    void clear_silencesAtOnce_andTellsItsMarksWhenTheLastFrameHasLasted() {
        RtpLeg leg = scene.talk();
        scene.peer.sendUlaw(1, filled(1));
        scene.until("a frame", () -> scene.call.pieces == 1);
        scene.onLoop(() -> {
            for (int i = 0; i < 8; i++) {
                leg.sendFrame(filled(20 + i));
            }
            leg.sendMark(0, 1);
            return true;
        });
        scene.beat();
        scene.onLoop(() -> {
            leg.sendMark(0, 2);
            leg.sendClear();
            leg.sendFrame(filled(40));
            leg.sendMark(1, 3);
            return true;
        });
        assertThat(scene.call.marks).isEmpty(); // not within the call's own clear
        scene.beat();
        assertThat(scene.call.marks).containsExactly("0:1", "0:2");
        scene.beat();
        assertThat(scene.call.marks).containsExactly("0:1", "0:2", "1:3");
        assertThat(scene.peer.receive().payload()).isEqualTo(filled(20));
        assertThat(scene.peer.receive().payload()).isEqualTo(filled(40));
        assertThat(scene.peer.receive().payload()).isEqualTo(filled(0xFF));
    }

    @Test
    void fullPlayout_isNotWritable_untilAFrameHasLeft() {
        RtpLeg leg = scene.talk();
        int taken =
                scene.onLoop(() -> {
                    int frames = 0;
                    while (leg.writable()) {
                        leg.sendFrame(filled(1));
                        frames++;
                    }
                    leg.sendFrame(filled(2));
                    return frames;
                });
        assertThat(taken).isEqualTo(20); // 400 ms
        assertThat(scene.counted(CallCounter.DROPPED_SLOW_LEG_MS)).isEqualTo(20);
        scene.beat();
        assertThat(scene.call.writable).isEqualTo(1);
    }

    @Test
    void skippedBeats_areCountedAndTheirTimePasses() {
        scene.talk();
        scene.peer.sendUlaw(1, filled(1));
        scene.until("a frame", () -> scene.call.pieces == 1);
        scene.beat();
        scene.beat(7);
        Peer.Received first = scene.peer.receive();
        Peer.Received second = scene.peer.receive();
        assertThat(second.timestamp() - first.timestamp()).isEqualTo(8 * 160);
        assertThat(second.sequence()).isEqualTo((first.sequence() + 1) & 0xFFFF);
        assertThat(second.marker()).isTrue();
        assertThat(scene.counted(CallCounter.PACED_SKIPPED_FRAMES)).isEqualTo(7);
    }

    @Test
    void longerPackets_holdSeveralFrames() {
        RtpLeg leg =
                scene.talk(
                        new RtpFormats(RtpCodec.PCMU, 0, -1, RtpCodec.PCMU, 0, -1, 60, false, true),
                        scene.said(scene.peer.address(), false, RtpPeer.Rtcp.NONE),
                        AudioFormat.PCMU);
        for (int i = 1; i <= 3; i++) {
            frame(leg, i);
        }
        scene.beats(6);
        Peer.Received packet = scene.peer.receive();
        assertThat(packet.payload()).hasSize(480).startsWith(1, 1).endsWith(3, 3);
        assertThat(scene.peer.receive().timestamp() - packet.timestamp()).isEqualTo(480);
    }

    @Test
    void recvonlyPeer_getsNothing() {
        scene.talk(
                new RtpFormats(RtpCodec.PCMU, 0, -1, RtpCodec.PCMU, 0, -1, 20, false, false),
                scene.said(scene.peer.address(), false, RtpPeer.Rtcp.NONE),
                AudioFormat.PCMU);
        scene.beats(5);
        assertThat(scene.peer.poll().isEmpty()).isTrue();
    }

    @Test
    void control_tellsOfKeysAndOfTheEnd_once() {
        RtpLeg leg = scene.talk();
        scene.onLoop(() -> {
            leg.pressed('5');
            leg.hungUp();
            leg.hungUp();
            leg.pressed('6');
            leg.close(LegClose.DONE);
            return true;
        });
        assertThat(scene.call.keys.toString()).isEqualTo("5");
        assertThat(scene.call.ends).isEqualTo(List.of(true));
        assertThat(scene.closes).isEqualTo(1);
    }

    @Test
    void legThatEndedBeforeItsCallBegan_saysSo() {
        RtpLeg leg =
                scene.join(
                        RtpFormats.symmetric(RtpCodec.PCMU, 0, 101, false),
                        new RtpPeer(null, false, RtpPeer.Rtcp.NONE, null),
                        AudioFormat.PCMU);
        scene.onLoop(() -> {
            leg.hungUp();
            leg.start(scene.call);
            return true;
        });
        assertThat(scene.call.ends).isEqualTo(List.of(false));
    }
}
