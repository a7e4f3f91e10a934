package dev.trunkline.gateway.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MarkNameTest {
    @Test
    void names_readBack_asTheyWereWritten() {
        for (int value : new int[] {0, 1, 9, 10, 99, 100, 4_711, 999_999_999}) {
            String name = MarkName.of(value, 7);
            ByteBuf written = Unpooled.buffer();
            MarkName.write(written, value, 7);
            assertThat(written.toString(StandardCharsets.US_ASCII)).isEqualTo(name);
            assertThat(MarkName.generation(name)).isEqualTo(value);
            assertThat(MarkName.sequence(MarkName.of(7, value))).isEqualTo(value);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "g",
                ":",
                "g:",
                "g:m",
                "g1",
                "g1:",
                "g1:m",
                "x1:m1",
                "g1:x1",
                "gx:mx",
                "g-1:m-1",
                "g 1:m 1",
                "g1234567890:m1234567890",
                "responsePart",
                "g1:m1:m1",
                "g١:m١"
            })
    void namesOfOthers_haveNoGenerationOrNoSequence(String name) {
        assertThat(Math.min(MarkName.generation(name), MarkName.sequence(name))).isEqualTo(-1);
    }
}
