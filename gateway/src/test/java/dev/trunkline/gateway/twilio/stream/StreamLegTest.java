package dev.trunkline.gateway.twilio.stream;

import static dev.trunkline.gateway.twilio.stream.StreamOnWire.NO_MESSAGE_MS;
import static dev.trunkline.gateway.twilio.stream.StreamOnWire.markMessage;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.gateway.LeakCheck;
import dev.trunkline.gateway.call.Base64Payload;
import dev.trunkline.gateway.call.FakeClock;
import dev.trunkline.gateway.call.PhoneLegListener;
import dev.trunkline.gateway.call.TestMeters;
import dev.trunkline.observability.metrics.CallCounter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A stream of the fast lane on which less and less is said. */
@ExtendWith(LeakCheck.class)
class StreamLegTest {
    private static final Pattern MARK = Pattern.compile("\"mark\":\\{\"name\":\"([^\"]+)\"");

    private final TestMeters meters = new TestMeters();
    private final FakeClock clock = new FakeClock();
    private final Call call = new Call();
    private final StreamOnWire wire = new StreamOnWire(true, meters, clock, _ -> call).started();
    private final EmbeddedChannel phone = wire.channel();
    private final StreamLeg leg = wire.leg();

    @AfterEach
    void close() {
        leg.onSocketClosed();
        assertThat(clock.pendingTimers()).isZero();
        phone.finishAndReleaseAll();
        meters.close();
    }

    @Test
    void whileAudioComes_nothingIsAsked() {
        for (long ms = 0; ms < 3 * NO_MESSAGE_MS; ms += 20) {
            media();
            clock.advanceMs(20);
        }
        assertThat(marksSent()).isEmpty();
        assertThat(call.frames).isEqualTo((int) (3 * NO_MESSAGE_MS / 20));
        assertThat(call.ends).isEmpty();
    }

    @Test
    void muteCallerWhosePhoneEchoesMarks_goesOn_andTheCallSeesNoneOfThem() {
        for (int asked = 0; asked < 5; asked++) {
            clock.advanceMs(NO_MESSAGE_MS);
            marksSent().forEach(name -> leg.onText(markMessage(name)));
        }
        assertThat(call.ends).isEmpty();
        assertThat(call.marks).isZero();
        assertThat(meters.count(CallCounter.MALFORMED_LEG)).isZero();
    }

    @Test
    void marksOfPlayout_areTheCalls_andShowThatThePhoneIsThere() {
        for (int mark = 0; mark < 50; mark++) {
            leg.onText(markMessage("g3:m" + mark));
            clock.advanceMs(400);
        }
        assertThat(call.marks).isEqualTo(50);
        assertThat(marksSent()).isEmpty();
    }

    @Test
    void phoneThatEchoesNothing_isGone() {
        media();
        clock.advanceMs(NO_MESSAGE_MS);
        assertThat(marksSent()).hasSize(1);
        assertThat(call.ends).isEmpty();
        clock.advanceMs(NO_MESSAGE_MS / 2);
        assertThat(call.ends).containsExactly(false);
        assertThat(wire.closeCodes()).containsExactly((short) 1008);
        assertThat(meters.count(CallCounter.STREAM_TIMEOUTS)).isEqualTo(1);
        assertThat(clock.pendingTimers()).isZero();
    }

    private void media() {
        phone.writeInbound(
                new TextWebSocketFrame(Unpooled.copiedBuffer(StreamOnWire.mediaMessage())));
    }

    /** Since the last time, by name. */
    private List<String> marksSent() {
        List<String> names = new ArrayList<>();
        for (ByteBuf sent = phone.readOutbound(); sent != null; sent = phone.readOutbound()) {
            Matcher mark = MARK.matcher(sent.toString(StandardCharsets.ISO_8859_1));
            while (mark.find()) {
                names.add(mark.group(1));
            }
            sent.release();
        }
        return names;
    }

    /** What the leg told it. */
    private static final class Call implements PhoneLegListener {
        final List<Boolean> ends = new ArrayList<>();
        int frames;
        int marks;

        @Override
        public void onMedia(Base64Payload payload, long timestampMs, long arrivalNanos) {
            frames++;
            payload.message().release();
        }

        @Override
        public void onAudio(byte[] audio, int byteCount, long timestampMs, long arrivalNanos) {
            throw new AssertionError("audio of this leg is base64");
        }

        @Override
        public void onMark(int generation, int sequence) {
            marks++;
        }

        @Override
        public void onDtmf(char digit) {}

        @Override
        public void onReadComplete() {}

        @Override
        public void onWritable() {}

        @Override
        public void onEnded(boolean clean) {
            ends.add(clean);
        }
    }
}
