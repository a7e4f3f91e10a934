package dev.trunkline.loadtest.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Base64BytesTest {

    @Test
    void rfc4648_4_agreesWithTheJdk_forEveryLength() {
        Random random = new Random(7);
        byte[] chars = new byte[2_048];
        byte[] back = new byte[2_048];
        for (int byteCount = 0; byteCount < 1_000; byteCount++) {
            byte[] bytes = new byte[byteCount + 5];
            random.nextBytes(bytes);
            byte[] expected =
                    Base64.getEncoder().encode(Arrays.copyOfRange(bytes, 5, bytes.length));
            int encoded = Base64Bytes.encode(bytes, 5, byteCount, chars);
            assertThat(encoded).isEqualTo(Base64Bytes.encodedChars(byteCount));
            assertThat(Arrays.copyOf(chars, encoded)).isEqualTo(expected);
            assertThat(Base64Bytes.decode(chars, 0, encoded, back)).isEqualTo(byteCount);
            assertThat(Arrays.copyOf(back, byteCount))
                    .isEqualTo(Arrays.copyOfRange(bytes, 5, bytes.length));
        }
    }

    @Test
    void whatIsNotBase64_isRefused() {
        byte[] out = new byte[64];
        for (String bad : new String[] {"A", "AAA", "A===", "AA=A", "AA-_", "AAAA=AAA", "A\"AA"}) {
            byte[] chars = bad.getBytes(StandardCharsets.ISO_8859_1);
            assertThat(Base64Bytes.decode(chars, 0, chars.length, out)).as(bad).isEqualTo(-1);
        }
    }
}
