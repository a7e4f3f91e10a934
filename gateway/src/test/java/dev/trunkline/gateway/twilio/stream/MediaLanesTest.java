package dev.trunkline.gateway.twilio.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.trunkline.gateway.LaneVectors;
import dev.trunkline.gateway.LaneVectors.Vector;
import dev.trunkline.gateway.LeakCheck;
import dev.trunkline.gateway.call.Base64Audio;
import dev.trunkline.gateway.call.Base64Payload;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the fast lane takes from the phone, the plain lane reads the same way. */
@ExtendWith(LeakCheck.class)
class MediaLanesTest {
    private static final String STREAM_SID = "MZ11112222333344445555666677778888";
    private static final List<Vector> VECTORS = LaneVectors.read("media.txt");

    private final MediaScanner scanner = new MediaScanner(STREAM_SID);

    @ParameterizedTest
    @MethodSource("vectors")
    void eachMessage_takesItsLane(Vector vector) {
        byte[] message = vector.message().getBytes(StandardCharsets.UTF_8);
        assertThat(verdict(message)).isEqualTo(vector.verdict());
        lanesAgree(message);
    }

    static List<Vector> vectors() {
        return VECTORS;
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void cutAtEveryLength_lanesAgree(Vector vector) {
        byte[] message = vector.message().getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length < message.length; length++) {
            lanesAgree(Arrays.copyOf(message, length));
        }
    }

    @Test
    void changedAtRandom_lanesAgree() {
        long seed = 20_261_122L;
        Random random = new Random(seed);
        int taken = 0;
        for (int i = 0; i < 60_000; i++) {
            byte[] message = LaneVectors.mutate(random, VECTORS);
            try {
                taken += lanesAgree(message) ? 1 : 0;
            } catch (AssertionError | RuntimeException broken) {
                throw new AssertionError(
                        "seed " + seed + ": " + new String(message, StandardCharsets.UTF_8),
                        broken);
            }
        }
        assertThat(taken).isGreaterThan(1_000); // or nothing was tested
    }

    @FuzzTest
    @MethodSource("seeds")
    void anyBytes_lanesAgree(byte[] message) {
        lanesAgree(message);
    }

    static Stream<Arguments> seeds() {
        return VECTORS.stream()
                .map(vector -> Arguments.of(vector.message().getBytes(StandardCharsets.UTF_8)));
    }

    private String verdict(byte[] message) {
        if (scanner.scan(Unpooled.wrappedBuffer(message))) {
            return "fast";
        }
        try {
            StreamMessage read =
                    StreamMessageDecoder.decode(new String(message, StandardCharsets.UTF_8));
            return read instanceof StreamMessage.Media media && !validAudio(media.payload())
                    ? "malformed"
                    : "plain";
        } catch (MalformedMessageException malformed) {
            return "malformed";
        }
    }

    /** Whether the scanner took the message; fails if the parser then reads anything else. */
    private boolean lanesAgree(byte[] message) {
        ByteBuf padded = Unpooled.buffer().writeZero(5).writeBytes(message).writeBytes(message);
        padded.setIndex(5, 5 + message.length);
        boolean takenMasked = takenMasked(message);
        boolean taken = scanner.scan(padded);
        assertThat(takenMasked).isEqualTo(taken && message.length >= 126);
        StreamMessage read;
        try {
            read = StreamMessageDecoder.decode(new String(message, StandardCharsets.UTF_8));
        } catch (MalformedMessageException malformed) {
            assertThat(malformed.getMessage()).isNotEmpty();
            assertThat(taken).as("the scanner took what is malformed").isFalse();
            return false;
        }
        if (taken) {
            Base64Payload found = scanner.payload();
            String payload =
                    padded.toString(
                            found.start(), found.end() - found.start(), StandardCharsets.US_ASCII);
            assertThat(read)
                    .isEqualTo(
                            new StreamMessage.Media(
                                    STREAM_SID, "inbound", scanner.timestampMs(), payload));
            assertThat(found.message()).isSameAs(padded);
            assertThat(Arrays.copyOf(found.audio(), found.byteCount()))
                    .isEqualTo(Base64.getDecoder().decode(payload));
        }
        return taken;
    }

    /** Whether the scanner takes the message as one frame from the socket, and reads it alike. */
    private boolean takenMasked(byte[] message) {
        byte[] sent = StreamOnWire.maskedText(message);
        ByteBuf frame = Unpooled.buffer().writeZero(3).writeBytes(sent).skipBytes(3);
        if (!scanner.scanFrame(frame)) {
            assertThat(ByteBufUtil.getBytes(frame)).as("what goes on").isEqualTo(sent);
            return false;
        }
        Base64Payload found = scanner.payload();
        String payload =
                frame.toString(
                        found.start(), found.end() - found.start(), StandardCharsets.US_ASCII);
        assertThat(found.message()).isSameAs(frame);
        assertThat(new String(message, StandardCharsets.UTF_8)).contains('"' + payload + '"');
        assertThat(Arrays.copyOf(found.audio(), found.byteCount()))
                .isEqualTo(Base64.getDecoder().decode(payload));
        return true;
    }

    private static boolean validAudio(String payload) {
        byte[] text = payload.getBytes(StandardCharsets.US_ASCII);
        return Base64Audio.isValid(text, 0, text.length);
    }
}
