package dev.trunkline.gateway.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.trunkline.gateway.LaneVectors;
import dev.trunkline.gateway.LaneVectors.Vector;
import dev.trunkline.gateway.LeakCheck;
import dev.trunkline.gateway.call.Base64Audio;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the fast lane takes from the model, the plain lane reads the same way. */
@ExtendWith(LeakCheck.class)
class DeltaLanesTest {
    private static final List<Vector> VECTORS = LaneVectors.read("delta.txt");

    private final DeltaScanner scanner = new DeltaScanner();

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
        for (int length = 0; length < Math.min(message.length, 800); length++) {
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

    @Test
    void theSameItem_isTheSameObject() {
        String first =
                "{\"type\":\"response.output_audio.delta\",\"response_id\":\"r\","
                        + "\"item_id\":\"i\",\"content_index\":0,\"delta\":\"AAAA\"}";
        assertThat(scanner.scan(text(first))).isTrue();
        var item = scanner.item();
        assertThat(scanner.scan(text(first.replace("AAAA", "BBBB")))).isTrue();
        assertThat(scanner.item()).isSameAs(item);
        for (String other :
                List.of(
                        first.replace("\"r\"", "\"q\""),
                        first.replace("\"i\"", "\"j\""),
                        first.replace(":0", ":1"))) {
            assertThat(scanner.scan(text(other))).isTrue();
            assertThat(scanner.item()).isNotEqualTo(item);
        }
    }

    private String verdict(byte[] message) {
        if (scanner.scan(Unpooled.wrappedBuffer(message))) {
            return "fast";
        }
        try {
            return ServerEventDecoder.decode(Unpooled.wrappedBuffer(message))
                                    instanceof ServerEvent.AudioDelta delta
                            && !validAudio(delta.base64())
                    ? "silent"
                    : "plain";
        } catch (MalformedEventException malformed) {
            return "malformed";
        }
    }

    /** Whether the scanner took the message; fails if the parser then reads anything else. */
    private boolean lanesAgree(byte[] message) {
        ByteBuf padded = Unpooled.buffer().writeZero(5).writeBytes(message).writeBytes(message);
        padded.setIndex(5, 5 + message.length);
        boolean taken = scanner.scan(padded);
        ServerEvent read;
        try {
            read = ServerEventDecoder.decode(padded);
        } catch (MalformedEventException malformed) {
            assertThat(malformed.getMessage()).isNotEmpty();
            assertThat(taken).as("the scanner took what is malformed").isFalse();
            return false;
        }
        if (taken) {
            String payload =
                    padded.toString(
                            scanner.payloadStart(),
                            scanner.payloadEnd() - scanner.payloadStart(),
                            StandardCharsets.US_ASCII);
            assertThat(read).isEqualTo(new ServerEvent.AudioDelta(scanner.item(), payload));
            assertThat(validAudio(payload)).isTrue();
        }
        return taken;
    }

    private static boolean validAudio(String payload) {
        byte[] text = payload.getBytes(StandardCharsets.US_ASCII);
        return Base64Audio.isValid(text, 0, text.length);
    }

    private static ByteBuf text(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
    }
}
