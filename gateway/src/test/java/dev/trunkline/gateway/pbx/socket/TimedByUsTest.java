package dev.trunkline.gateway.pbx.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.codecs.opus.OpusEngine;
import dev.trunkline.codecs.opus.OpusEngineChoice;
import dev.trunkline.codecs.opus.OpusPacket;
import dev.trunkline.codecs.opus.OpusSettings;
import dev.trunkline.gateway.LeakCheck;
import dev.trunkline.gateway.call.FakeClock;
import dev.trunkline.gateway.call.TestMeters;
import dev.trunkline.gateway.pbx.FramePacer;
import dev.trunkline.observability.metrics.CallCounter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Opus to Asterisk, on a clock that is moved by hand. */
@ExtendWith(LeakCheck.class)
class TimedByUsTest {
    private static final byte[] FRAME = new byte[AudioFormat.PCM_8K.bytes(20)];

    private final FakeClock clock = new FakeClock();
    private final TestMeters meters = new TestMeters();
    private final EmbeddedChannel wire = new EmbeddedChannel(new WebSocket13FrameEncoder(false));
    private final List<Integer> marks = new ArrayList<>();
    private int roomCalls;
    private boolean pacing;
    private FramePacer.Beat beat = (_, _) -> {};
    private TimedByUs agent;

    @BeforeEach
    void begin() {
        FramePacer pacer =
                toBeat -> {
                    beat = toBeat;
                    pacing = true;
                    return () -> pacing = false;
                };
        agent =
                new TimedByUs(
                        AudioFormat.PCM_8K,
                        OpusEngine.select(OpusEngineChoice.CONCENTUS)
                                .encoder(OpusSettings.narrowbandCall().withComplexity(0)),
                        pacer,
                        new SocketAudio.Parts(
                                new SocketOutput(wire, false),
                                ControlFormat.JSON,
                                clock,
                                meters.meters()),
                        new AgentAudio.Listener() {
                            @Override
                            public void onMark(int generation, int sequence) {
                                marks.add(sequence);
                            }

                            @Override
                            public void onRoom() {
                                roomCalls++;
                            }
                        });
    }

    @AfterEach
    void closeAll() {
        agent.close();
        assertThat(pacing).isFalse();
        meters.close();
        wire.finishAndReleaseAll();
    }

    private void speak(int frames) {
        for (int i = 0; i < frames; i++) {
            agent.frame(FRAME);
            agent.mark(0, i);
        }
    }

    /** Beats once; how many packets left. */
    private int beat() {
        beat.onBeat(clock.nanos(), 0);
        int packets = 0;
        for (ByteBuf burst = wire.readOutbound(); burst != null; burst = wire.readOutbound()) {
            while (burst.isReadable()) {
                assertThat(burst.readUnsignedByte()).isEqualTo((short) 0x82);
                int length = burst.readUnsignedByte();
                byte[] packet = ByteBufUtil.getBytes(burst.readSlice(length));
                assertThat(OpusPacket.samples(packet, 0, length)).isEqualTo(960);
                packets++;
            }
            burst.release();
        }
        return packets;
    }

    private int beatAfterMs(long ms) {
        clock.advanceMs(ms);
        return beat();
    }

    @Test
    void twoPacketsGoAhead_thenOneABeat() {
        speak(6);
        assertThat(beat()).isEqualTo(2);
        for (int i = 0; i < 4; i++) {
            assertThat(beatAfterMs(20)).isEqualTo(1);
        }
        assertThat(beatAfterMs(20)).isZero();
    }

    @Test
    void unevenBeats_changeNothing() {
        speak(10);
        assertThat(beat()).isEqualTo(2);
        assertThat(beatAfterMs(25)).isEqualTo(1);
        assertThat(beatAfterMs(15)).isEqualTo(1);
        assertThat(beatAfterMs(29)).isEqualTo(1);
        assertThat(beatAfterMs(11)).isEqualTo(1);
    }

    @Test
    void aLoopThatStalled_sendsNoBurst() {
        speak(15);
        beat();
        beatAfterMs(20);
        clock.advanceMs(200);
        assertThat(beat()).isEqualTo(2);
        assertThat(beat() + beat() + beat()).as("beats caught up with").isZero();
        assertThat(beatAfterMs(20)).isEqualTo(1);
    }

    @Test
    void aLateBeat_isCounted() {
        speak(3);
        clock.advanceMs(30);
        beat.onBeat(clock.nanos() - 11_000_000, 0);
        beat();
        assertThat(meters.count(CallCounter.PACED_LATE_FRAMES)).isEqualTo(1);
    }

    @Test
    void marks_comeWhenTheAudioBeforeThemHasLasted() {
        speak(3); // two at once, so mark 0 is due 20 ms from now, mark 1 at 40, mark 2 at 60
        beat();
        assertThat(marks).isEmpty();
        beatAfterMs(20);
        beatAfterMs(20);
        assertThat(marks).containsExactly(0, 1);
        beatAfterMs(20);
        assertThat(marks).containsExactly(0, 1, 2);
    }

    @Test
    void aMarkThatFollowsNothing_comesOnTheNextBeat() {
        agent.mark(0, 9);
        assertThat(marks).isEmpty();
        beat();
        assertThat(marks).containsExactly(9);
    }

    @Test
    void clear_dropsWhatWaits_andTheMarksComeOnceAsteriskHasPlayedTheRest() {
        speak(10);
        beat();
        beatAfterMs(20);
        agent.clear();
        assertThat(marks).as("two packets are still to be heard").doesNotContain(9);
        assertThat(beatAfterMs(20)).isZero();
        assertThat(marks).doesNotContain(9);
        assertThat(beatAfterMs(20)).isZero();
        assertThat(marks).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    }

    @Test
    void whatIsSaidAfterAClear_isSent() {
        speak(10);
        beat();
        agent.clear();
        clock.advanceMs(40);
        speak(1);
        assertThat(beat()).isEqualTo(1);
    }

    @Test
    void withoutRoom_moreIsAskedForOnceThereIs() {
        int frames = 0;
        while (agent.hasRoom()) {
            agent.frame(FRAME);
            frames++;
        }
        assertThat(frames * 20).isGreaterThanOrEqualTo(200);
        assertThat(roomCalls).isZero();
        beat();
        assertThat(roomCalls).isEqualTo(1);
        beatAfterMs(20);
        assertThat(roomCalls).isEqualTo(1);
    }

    @Test
    void aHeldSocket_getsNothing() {
        speak(5);
        agent.hold(true);
        assertThat(beat()).isZero();
        agent.hold(false);
        assertThat(beatAfterMs(20)).isEqualTo(2);
    }
}
