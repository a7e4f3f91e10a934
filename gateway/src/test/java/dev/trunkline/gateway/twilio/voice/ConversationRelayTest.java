package dev.trunkline.gateway.twilio.voice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.twilio.http.HttpMethod;
import com.twilio.twiml.VoiceResponse;
import com.twilio.twiml.voice.Connect;
import com.twilio.twiml.voice.Language;
import com.twilio.twiml.voice.Parameter;
import dev.trunkline.gateway.agent.RelayProfile;
import dev.trunkline.gateway.agent.RelayProfile.RelayInput;
import dev.trunkline.gateway.agent.RelayProfile.RelayLanguage;
import dev.trunkline.gateway.agent.RelayProfile.Sensitivity;
import dev.trunkline.gateway.agent.RelayProfile.WhileAnswering;
import dev.trunkline.gateway.call.TestAgent;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Twilio's own builder is the oracle; documents are compared as trees. */
class ConversationRelayTest {
    private static final String SOCKET = "wss://voice.gateway.example/twilio/relay";
    private static final String ACTION = "https://voice.gateway.example/twilio/after-relay";

    private static final RelayProfile EVERYTHING =
            new RelayProfile(
                    "en-GB",
                    "en-US",
                    "en-AU",
                    "Google",
                    "en-GB-Chirp3-HD-Aoede",
                    "Deepgram",
                    "flux",
                    RelayInput.SPEECH,
                    RelayInput.NONE,
                    Sensitivity.MEDIUM,
                    RelayInput.DTMF,
                    true,
                    true,
                    true,
                    List.of("Blue Travel", "Heathrow"),
                    Map.of(
                            "sv-SE",
                            new RelayLanguage("sv-SE", "Amazon", "Elin-Neural", "Google", "long"),
                            "de-DE",
                            new RelayLanguage("de-DE", null, null, null, null)),
                    WhileAnswering.CANCEL,
                    Map.of(
                            "speechTimeout", "900",
                            "deepgramSmartFormat", "false",
                            "ignoreBackchannel", "true",
                            "eotThreshold", "0.7"));

    @Test
    void everyAttribute_asTwiliosBuilderWritesIt() throws Exception {
        String ours =
                TwiML.document(
                        new TwiML.Connect(
                                ConversationRelay.of(
                                        SOCKET,
                                        EVERYTHING,
                                        "Thanks for calling \"Blue\" & Co.",
                                        Map.of("token", "t0ken", "call", "c-1")),
                                ACTION));
        var relay =
                new com.twilio.twiml.voice.ConversationRelay.Builder()
                        .url(SOCKET)
                        .welcomeGreeting("Thanks for calling \"Blue\" & Co.")
                        .welcomeGreetingInterruptible("none")
                        .language("en-GB")
                        .ttsLanguage("en-US")
                        .ttsProvider("Google")
                        .voice("en-GB-Chirp3-HD-Aoede")
                        .transcriptionLanguage("en-AU")
                        .transcriptionProvider("Deepgram")
                        .speechModel("flux")
                        .interruptible("speech")
                        .interruptSensitivity("medium")
                        .preemptible(true)
                        .dtmfDetection(true)
                        .partialPrompts(true)
                        .hints("Blue Travel,Heathrow")
                        .events("speaker-events tokens-played")
                        // Its own setters write these in lower case, or not at all.
                        .option("reportInputDuringAgentSpeech", "dtmf")
                        .option("speechTimeout", "900")
                        .option("deepgramSmartFormat", "false")
                        .option("ignoreBackchannel", "true")
                        .option("eotThreshold", "0.7");
        relay.language(new Language.Builder().code("de-DE").build())
                .language(
                        new Language.Builder()
                                .code("sv-SE")
                                .ttsProvider("Amazon")
                                .voice("Elin-Neural")
                                .transcriptionProvider("Google")
                                .speechModel("long")
                                .build())
                .parameter(new Parameter.Builder().name("call").value("c-1").build())
                .parameter(new Parameter.Builder().name("token").value("t0ken").build());
        var theirs =
                new VoiceResponse.Builder()
                        .connect(
                                new Connect.Builder()
                                        .action(ACTION)
                                        .method(HttpMethod.POST)
                                        .conversationRelay(relay.build())
                                        .build());
        TwiMLTest.assertSame(ours, theirs.build());
    }

    @Test
    void withoutAGreeting_nothingIsSaidOfOne_andEventsAreAlwaysOn() {
        String xml =
                TwiML.document(
                        new TwiML.Connect(
                                ConversationRelay.of(
                                        SOCKET, TestAgent.relay(false, false), "", Map.of()),
                                ACTION));
        assertThat(xml)
                .doesNotContain("welcomeGreeting")
                .doesNotContain("partialPrompts")
                .doesNotContain("voice=")
                .contains("events=\"speaker-events tokens-played\"")
                .contains("reportInputDuringAgentSpeech=\"any\"");
    }

    @Test
    void furtherAttributes_doNotReplaceOurs() {
        var relay =
                new ConversationRelay(
                        SOCKET,
                        ConversationRelay.of(SOCKET, EVERYTHING, "", Map.of()).attributes(),
                        List.of(),
                        Map.of());
        assertThat(relay.attributes().get("events")).isEqualTo("speaker-events tokens-played");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "x=\"1\" y", "a\"b", "1st", "über"})
    void attributeThatIsNoName_isRefused(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new ConversationRelay(SOCKET, Map.of(name, "x"), List.of(), Map.of()))
                .withMessageContaining("<ConversationRelay>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://gateway.example/relay", "wss://gateway.example/relay?token=1"})
    void url_isThatOfASecureSocketWithoutQuery(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ConversationRelay(url, Map.of(), List.of(), Map.of()))
                .withMessageContaining("<ConversationRelay>")
                .withMessageContaining("wss://");
    }

    @Test
    void secretsDoNotPrint() {
        var relay = new ConversationRelay(SOCKET, Map.of(), List.of(), Map.of("token", "s3cret"));
        assertThat(new TwiML.Connect(relay).toString()).doesNotContain("s3cret").contains("token");
    }
}
