package dev.trunkline.gateway.twilio.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamMessageDecoderTest {
    private static final String START =
            """
            {"event":"start","sequenceNumber":"1","streamSid":"MZ1","start":{"accountSid":"AC1",
             "streamSid":"MZ1","callSid":"CA1","tracks":["inbound"],
             "mediaFormat":{"encoding":"audio/x-mulaw","sampleRate":8000,"channels":1},
             "customParameters":{"token":"my-secret","call":"c-1"}}}
            """;

    @Test
    void start_withItsParameters_whichAreNotPrinted() throws Exception {
        StreamMessage start = StreamMessageDecoder.decode(START);
        assertThat(start)
                .isEqualTo(
                        new StreamMessage.Start(
                                "MZ1",
                                "CA1",
                                "AC1",
                                Map.of("token", "my-secret", "call", "c-1"),
                                "audio/x-mulaw",
                                8_000,
                                1));
        assertThat(start.toString()).doesNotContain("secret");
    }

    @Test
    void start_withNumbersAsStrings_andWithoutParameters() throws Exception {
        String text = START.replace("8000", "\"8000\"").replaceAll("(?s),\\s*\"custom.*", "}}");
        assertThat(((StreamMessage.Start) StreamMessageDecoder.decode(text)).parameters())
                .isEmpty();
    }

    @Test
    void aSampleRateBeyondAnInt_isNoValidOne() throws Exception {
        String text = START.replace("8000", "4294975296"); // 2^32 + 8000
        assertThat(((StreamMessage.Start) StreamMessageDecoder.decode(text)).sampleRateHz())
                .isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void digitsAndAudio_areNotPrinted() {
        assertThat(new StreamMessage.Dtmf("MZ1", '7').toString()).doesNotContain("7");
        assertThat(new StreamMessage.Media("MZ1", "inbound", 20, "QUJD").toString())
                .doesNotContain("QUJD");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"event\":\"mark\",\"streamSid\":\"M\",\"mark\":{}}|name is missing or no string",
                "{\"event\":\"mark\",\"streamSid\":\"M\"}|mark is missing or no object",
                "{\"event\":\"stop\"}|streamSid is missing or no string",
                "{\"event\":\"dtmf\",\"streamSid\":\"M\",\"dtmf\":{\"digit\":\"12\"}}|"
                        + "dtmf.digit is none of 0-9, *, #, A-D",
                "{\"event\":\"start\",\"streamSid\":\"M\"}|start is missing or no object",
                "{\"event\":\"media\",\"streamSid\":\"M\",\"media\":{\"track\":\"inbound\","
                        + "\"timestamp\":\"x\",\"payload\":\"\"}}|"
                        + "timestamp is missing or no whole number",
                "{\"event\":|not JSON",
                "7|not a JSON object"
            })
    void malformed_namesTheFieldAndNothingElse(String json, String message) {
        assertThatThrownBy(() -> StreamMessageDecoder.decode(json))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessage(message);
    }
}
