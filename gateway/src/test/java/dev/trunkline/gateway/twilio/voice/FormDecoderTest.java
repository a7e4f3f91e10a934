package dev.trunkline.gateway.twilio.voice;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FormDecoderTest {

    @Test
    void nothingIsTrimmedDroppedOrGuessed() {
        assertThat(FormDecoder.decode("a=+1+&b=&c&&a=%2B2&d=x=y&%C3%AB=%E2%80%94"))
                .contains(
                        Map.of(
                                "a", List.of(" 1 ", "+2"),
                                "b", List.of(""),
                                "c", List.of(""),
                                "d", List.of("x=y"),
                                "ë", List.of("—")));
        assertThat(FormDecoder.decode("")).contains(Map.of());
    }

    @Test
    void anyTextIsDecodedOrRefusedButNeverThrows() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        String alphabet = "a=&%+0Ff;#?ë\u0000\ud800";
        int refused = 0;
        for (int i = 0; i < 5_000; i++) {
            var text = new StringBuilder();
            for (int j = random.nextInt(12); j > 0; j--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            refused += FormDecoder.decode(text.toString()).isEmpty() ? 1 : 0;
        }
        assertThat(refused).as("seed %d", seed).isBetween(1, 4_999);
    }

    @Test
    void whatTheJdkEncodesComesBack() {
        String value = "Zoë said: 50% & 1+1=2 — \ud83d\ude00\r\n";
        String encoded = "n=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
        assertThat(FormDecoder.decode(encoded)).contains(Map.of("n", List.of(value)));
    }
}
