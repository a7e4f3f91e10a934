package dev.trunkline.gateway.pbx.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.gateway.LeakCheck;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class TimedByAsteriskTest {
    private final EmbeddedChannel wire = new EmbeddedChannel(new WebSocket13FrameEncoder(false));
    private final List<String> marks = new ArrayList<>();
    private final TimedByAsterisk agent =
            new TimedByAsterisk(
                    AudioFormat.PCMU,
                    new SocketOutput(wire, false),
                    ControlFormat.PLAIN_TEXT,
                    new AgentAudio.Listener() {
                        @Override
                        public void onMark(int generation, int sequence) {
                            marks.add("g" + generation + ":m" + sequence);
                        }

                        @Override
                        public void onRoom() {
                            throw new AssertionError("Asterisk tells of room by itself");
                        }
                    });

    @AfterEach
    void closeAll() {
        agent.close();
        wire.finishAndReleaseAll();
    }

    @Test
    void marks_comeBackAsAsteriskReportsThem() {
        agent.mark(0, 0);
        agent.mark(0, 1);
        agent.onMarkProcessed(0, 0);
        agent.onMarkProcessed(0, 1);
        assertThat(marks).containsExactly("g0:m0", "g0:m1");
    }

    @Test
    void marksThatAFlushHasThrownAway_areGivenBackOnceItsStatusHasCome() {
        agent.mark(0, 0);
        agent.mark(0, 1);
        agent.mark(0, 2);
        agent.onMarkProcessed(0, 0);
        agent.clear();
        assertThat(marks).as("nothing is known yet").containsExactly("g0:m0");
        agent.mark(1, 3);
        agent.onStatus();
        assertThat(marks).containsExactly("g0:m0", "g0:m1", "g0:m2");
        agent.onMarkProcessed(1, 3);
        assertThat(marks).endsWith("g1:m3").hasSize(4);
    }

    @Test
    void aMarkThatWasOnItsWay_isToldOnce() {
        agent.mark(0, 0);
        agent.mark(0, 1);
        agent.clear();
        agent.onMarkProcessed(0, 0); // had left the queue before the flush
        agent.onStatus();
        agent.onMarkProcessed(0, 1); // written by another of Asterisk's threads, behind the status
        assertThat(marks).containsExactly("g0:m0", "g0:m1");
    }

    @Test
    void everyFlush_hasAStatusOfItsOwn() {
        agent.mark(0, 0);
        agent.clear();
        agent.mark(1, 1);
        agent.clear();
        agent.onStatus();
        assertThat(marks).containsExactly("g0:m0");
        agent.onStatus();
        assertThat(marks).containsExactly("g0:m0", "g1:m1");
        agent.onStatus(); // nobody asked
        assertThat(marks).hasSize(2);
    }

    @Test
    void reportsOfMarksThatWereNeverSent_areNothing() {
        agent.mark(0, 5);
        agent.onMarkProcessed(0, 4);
        agent.onMarkProcessed(7, 5);
        assertThat(marks).isEmpty();
        agent.onMarkProcessed(0, 5);
        assertThat(marks).containsExactly("g0:m5");
    }

    @Test
    void aPeerThatAnswersNothing_makesNothingGrow() {
        for (int i = 0; i < 5_000; i++) {
            agent.mark(0, i);
        }
        agent.clear();
        agent.onStatus();
        assertThat(marks).hasSize(512).endsWith("g0:m4999");
    }

    @Test
    void aFullQueue_isNotWrittenTo() {
        assertThat(agent.hasRoom()).isTrue();
        agent.hold(true);
        assertThat(agent.hasRoom()).isFalse();
        agent.hold(false);
        assertThat(agent.hasRoom()).isTrue();
    }
}
