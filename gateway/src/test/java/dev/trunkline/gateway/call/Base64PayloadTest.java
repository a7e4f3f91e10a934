package dev.trunkline.gateway.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class Base64PayloadTest {
    private final Base64Payload payload = Base64Payload.ofThisLoop();

    @Test
    void everyLength_isReadWhole_afterLongerOnes() {
        Random random = new Random(20_261_128);
        for (int length = 700; length > 0; length--) {
            byte[] audio = new byte[length];
            random.nextBytes(audio);
            assertThat(read(Base64.getEncoder().encodeToString(audio)))
                    .as("%d bytes", length)
                    .isEqualTo(audio);
        }
    }

    @Test
    void aWholeAnswerInOneDelta_isRead_andTheNextFrameToo() {
        for (int length : new int[] {1_000_000, 160, 100_000, 1}) {
            byte[] audio = new byte[length];
            new Random(length).nextBytes(audio);
            assertThat(read(Base64.getEncoder().encodeToString(audio))).isEqualTo(audio);
        }
    }

    @Test
    void whatTheJdkRefuses_isRefused_atEachPlace() {
        int refused = 0;
        for (int length = 1; length <= 8; length++) {
            String valid = Base64.getEncoder().encodeToString(new byte[length]);
            for (int at = 0; at < valid.length(); at++) {
                for (char other = 0; other < 256; other++) {
                    String text = valid.substring(0, at) + other + valid.substring(at + 1);
                    byte[] expected = jdk(text);
                    assertThat(read(text)).as("<%s>", text).isEqualTo(expected);
                    refused += expected == null ? 1 : 0;
                }
            }
        }
        assertThat(refused).isGreaterThan(1_000);
    }

    @Test
    void halfGroups_andNothing_areRefused() {
        for (String text : new String[] {"", "A", "AA", "AAA", "AAAAA", "====", "=", "AA="}) {
            assertThat(read(text)).as("<%s>", text).isNull();
        }
    }

    private byte @Nullable [] read(String text) {
        ByteBuf message = Unpooled.buffer().writeZero(3);
        message.writeCharSequence(text, StandardCharsets.ISO_8859_1);
        int end = message.writerIndex();
        message.writeByte('"');
        boolean valid = payload.read(message, 3, end);
        byte[] bytes = ByteBufUtil.getBytes(message);
        assertThat(Base64Audio.isValid(bytes, 3, end)).as("<%s>", text).isEqualTo(valid);
        assertThat(payload.read(message, bytes, 3, end)).as("<%s>", text).isEqualTo(valid);
        return valid ? Arrays.copyOf(payload.audio(), payload.byteCount()) : null;
    }

    private static byte @Nullable [] jdk(String text) {
        try {
            return Base64.getDecoder().decode(text.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException invalid) {
            return null;
        }
    }
}
