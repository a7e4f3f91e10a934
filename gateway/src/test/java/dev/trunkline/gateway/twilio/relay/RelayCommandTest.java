package dev.trunkline.gateway.twilio.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RelayCommandTest {
    @ParameterizedTest
    @ValueSource(strings = {"At ", " ten.\n", "", "\"quoted\" \\ \u00e9 \ud83d\ude00 \u0001"})
    void text_keepsTheModelsWhiteSpaceAndEveryCharacter(String token) throws Exception {
        JsonNode message = CommandShapes.check(new RelayCommand.Text(token, false).encode());
        assertThat(message.path("type").asText()).isEqualTo("text");
        assertThat(message.path("token").asText()).isEqualTo(token);
        assertThat(message.path("last").isBoolean()).isTrue();
        assertThat(message.path("last").booleanValue()).isFalse();
        JsonNode closing = CommandShapes.check(new RelayCommand.Text(token, true).encode());
        assertThat(closing.path("last").booleanValue()).isTrue();
    }

    @Test
    void allOthers_haveTheShapesThatTwilioTakes() throws Exception {
        JsonNode play =
                CommandShapes.check(
                        new RelayCommand.Play("https://media.example/hold.mp3", 2, true).encode());
        assertThat(play.path("loop").intValue()).isEqualTo(2);
        assertThat(play.path("preemptible").booleanValue()).isTrue();
        JsonNode digits = CommandShapes.check(new RelayCommand.SendDigits("1w2w#").encode());
        assertThat(digits.path("digits").asText()).isEqualTo("1w2w#");
        JsonNode language = CommandShapes.check(new RelayCommand.Language("sv-SE").encode());
        assertThat(language.path("ttsLanguage").asText()).isEqualTo("sv-SE");
        assertThat(language.path("transcriptionLanguage").asText()).isEqualTo("sv-SE");
    }

    @Test
    void end_handsOnAStringOfJson_notAnObject() throws Exception {
        JsonNode end = CommandShapes.check(RelayCommand.End.because("transferred").encode());
        assertThat(end.path("handoffData").isTextual()).isTrue();
        assertThat(end.path("handoffData").asText()).isEqualTo("{\"reason\":\"transferred\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "12A", "1 2", "1,2", "W"})
    void digitsThatTwilioRefuses_areNotMade(String digits) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RelayCommand.SendDigits(digits))
                .withMessageContaining("0-9");
    }

    @Test
    void whatElseTwilioRefuses_isNotMade() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RelayCommand.Play("hold.mp3", 1, true));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RelayCommand.Play("https://media.example/x", -1, true));
        assertThatIllegalArgumentException().isThrownBy(() -> new RelayCommand.Language(" "));
    }

    @Test
    void wordsAndKeysAreNotPrinted() {
        assertThat(new RelayCommand.Text("s3cret", true).toString()).doesNotContain("s3cret");
        assertThat(new RelayCommand.SendDigits("4929").toString()).doesNotContain("4929");
    }
}
