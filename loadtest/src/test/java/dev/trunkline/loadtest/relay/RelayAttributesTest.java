package dev.trunkline.loadtest.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a {@code <ConversationRelay>} may say. */
class RelayAttributesTest {

    @ParameterizedTest
    @CsvSource({
        "interruptible, yes",
        "interruptible, Any",
        "welcomeGreetingInterruptible, all",
        "reportInputDuringAgentSpeech, true",
        "interruptSensitivity, highest",
        "ttsProvider, google",
        "transcriptionProvider, ElevenLabs",
        "elevenlabsTextNormalization, true",
        "dtmfDetection, 1",
        "preemptible, TRUE",
        "language, english",
        "language, en_GB",
        "ttsLanguage, EN",
        "eotThreshold, 0.4",
        "eotThreshold, 0.95",
        "eotThreshold, high",
        "speechTimeout, 500",
        "speechTimeout, 5001",
        "speechTimeout, 900.5",
        "speechTimeout, -900",
        "speechTimeout, ''",
        "events, tokensPlayed",
        "events, 'speaker-events,tokens-played'",
        "debug, all",
        "statusCallback, https://x.example"
    })
    void whatHasNoEffect_isAFinding(String name, String value) {
        RelaySettings settings = RelaySettings.read(RelayTwiml.noun(name, value));
        assertThat(settings.findings())
                .extracting(RelaySettings.Finding::code)
                .containsExactly(RelayErrors.SCHEMA);
        assertThat(settings.refusal()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "speechtimeout, 900, speechTimeout",
        "deepgramsmartformat, true, deepgramSmartFormat",
        "ignorebackchannel, true, ignoreBackchannel",
        "backgroundnoisereduction, x, backgroundNoiseReduction",
        "WelcomeGreeting, Hello, welcomeGreeting"
    })
    void spellingInAnotherCase_isToldApart(String name, String value, String spelling) {
        assertThat(RelaySettings.read(RelayTwiml.noun(name, value)).findings().getFirst().detail())
                .contains("spelled " + spelling);
    }

    @Test
    void everythingDocumented_isTaken() {
        RelaySettings settings =
                RelaySettings.read(
                        RelayTwiml.noun(
                                "welcomeGreeting", "Hello?",
                                "welcomeGreetingInterruptible", "speech",
                                "language", "en-GB",
                                "ttsLanguage", "zh-Hant-TW",
                                "transcriptionLanguage", "es-419",
                                "ttsProvider", "Google",
                                "voice", "en-GB-Chirp3-HD-Aoede",
                                "transcriptionProvider", "Deepgram",
                                "speechModel", "flux",
                                "interruptible", "dtmf",
                                "interruptSensitivity", "low",
                                "dtmfDetection", "true",
                                "reportInputDuringAgentSpeech", "any",
                                "preemptible", "true",
                                "hints", "Heathrow,e-ticket",
                                "debug", "debugging",
                                "events", "speaker-events tokens-played",
                                "elevenlabsTextNormalization", "auto",
                                "intelligenceService", "GA1",
                                "partialPrompts", "true",
                                "eotThreshold", "0.7",
                                "speechTimeout", "900",
                                "deepgramSmartFormat", "false",
                                "ignoreBackchannel", "true",
                                "profanityFilter", "true"));
        assertThat(settings.findings()).isEmpty();
        assertThat(settings.interruptible()).isEqualTo(Inputs.DTMF);
        assertThat(settings.languages()).containsExactlyInAnyOrder("en-GB", "zh-Hant-TW", "es-419");
        assertThat(settings.events()).isEqualTo(new RelaySettings.Events(true, true, true));
        assertThat(settings.partialPrompts()).isTrue();
    }

    @Test
    void withoutAttributes_theDefaultsAreTwilios() {
        RelaySettings settings = RelaySettings.read(RelayTwiml.noun());
        assertThat(settings.findings()).isEmpty();
        assertThat(settings.interruptible()).isEqualTo(Inputs.ANY);
        assertThat(settings.greetingInterruptible()).isEqualTo(Inputs.ANY);
        assertThat(settings.reported()).isEqualTo(Inputs.NONE);
        assertThat(settings.dtmfDetection()).isFalse();
        assertThat(settings.ttsLanguage()).isEqualTo("en-US");
        assertThat(settings.sttLanguage()).isEqualTo("en-US");
        assertThat(settings.greeting()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "url, ws://voice.gateway.example/relay, 64102",
        "url, /relay, 64102",
        "url, 'wss://voice gateway/relay', 64102",
        "url, '', 64102",
        "voice, en-US-Journey-O, 64106",
        "voice, Joanna-Neural, 64106"
    })
    void whatCannotBe_endsTheSession(String name, String value, int code) {
        RelaySettings settings = RelaySettings.read(RelayTwiml.noun(name, value));
        assertThat(settings.refusal()).isNotNull();
        assertThat(settings.refusal().code()).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({
        "language, multi, ttsProvider, Google",
        "language, multi, transcriptionProvider, Google",
        "speechModel, flux, transcriptionProvider, Google",
        "ttsProvider, Amazon, voice, en-US-Journey-O"
    })
    void whatDoesNotGoTogether_endsTheSession(String a, String b, String c, String d) {
        assertThat(RelaySettings.read(RelayTwiml.noun(a, b, c, d)).refusal()).isNotNull();
    }

    @Test
    void languages_inheritTheProvider_andMayStandOnce() {
        RelayNoun noun =
                new RelayNoun(
                        Map.of("url", "wss://voice.gateway.example/relay", "ttsProvider", "Amazon"),
                        List.of(
                                Map.of("code", "sv-SE", "voice", "Elin-Neural"),
                                Map.of("code", "sv-SE"),
                                Map.of("ttsProvider", "Polly", "colour", "red"),
                                Map.of(
                                        "code",
                                        "de-DE",
                                        "ttsProvider",
                                        "Google",
                                        "voice",
                                        "de-DE-Neural2-A")),
                        Map.of(),
                        List.of("Stream"));
        RelaySettings settings = RelaySettings.read(noun);
        assertThat(settings.refusal()).isNull();
        assertThat(settings.languages()).contains("sv-SE", "de-DE", "en-US");
        assertThat(settings.findings())
                .extracting(RelaySettings.Finding::detail)
                .anyMatch(detail -> detail.contains("stands there twice"))
                .anyMatch(detail -> detail.contains("<Stream>"))
                .anyMatch(detail -> detail.contains("colour"))
                .anyMatch(detail -> detail.contains("Polly"))
                .anyMatch(detail -> detail.contains("code=\"\""))
                .hasSize(5);
    }

    @Test
    void aQuery_andHalfOfTurnDetection_areNoted() {
        RelaySettings settings =
                RelaySettings.read(
                        RelayTwiml.noun(
                                "url", "wss://voice.gateway.example/relay?token=a",
                                "partialPrompts", "true",
                                "eotThreshold", "0.7"));
        assertThat(settings.refusal()).isNull();
        assertThat(settings.findings())
                .extracting(RelaySettings.Finding::code)
                .containsExactly(
                        RelayErrors.SIMULATOR, RelayErrors.SIMULATOR, RelayErrors.SIMULATOR);
    }
}
