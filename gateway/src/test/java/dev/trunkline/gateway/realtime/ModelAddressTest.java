package dev.trunkline.gateway.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

class ModelAddressTest {
    private static final String OPENAI = "wss://api.openai.com/v1/realtime";
    private static final String AZURE = "wss://here.openai.azure.com/openai/realtime";

    static final Arguments[] ADDRESSES = {
        Arguments.of(OPENAI, Map.of(), OPENAI + "?model=m"),
        Arguments.of(OPENAI, Map.of("b", "2", "a", "1 2"), OPENAI + "?model=m&a=1%202&b=2"),
        Arguments.of(OPENAI + "?model=other", Map.of(), OPENAI + "?model=other"),
        Arguments.of(OPENAI + "?x=%2B", Map.of(), OPENAI + "?x=%2B&model=m"),
        Arguments.of(OPENAI, Map.of("model", "other"), OPENAI + "?model=other"),
        Arguments.of(
                AZURE + "?deployment=d",
                Map.of("api-version", "2026-06-01"),
                AZURE + "?deployment=d&api-version=2026-06-01"),
        Arguments.of(
                AZURE + "?api-version=2026-06-01",
                Map.of("deployment", "d"),
                AZURE + "?api-version=2026-06-01&deployment=d"),
    };

    @ParameterizedTest
    @FieldSource("ADDRESSES")
    void anAddress_hasTheUrlsOwnQueryAndTheConfiguredOne(
            String url, Map<String, String> query, String expected) {
        assertThat(ModelAddress.of(URI.create(url), query, "m")).hasToString(expected);
    }
}
