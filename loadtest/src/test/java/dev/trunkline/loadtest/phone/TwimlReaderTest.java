package dev.trunkline.loadtest.phone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.twilio.twiml.VoiceResponse;
import com.twilio.twiml.voice.Conference;
import com.twilio.twiml.voice.Connect;
import com.twilio.twiml.voice.ConversationRelay;
import com.twilio.twiml.voice.Dial;
import com.twilio.twiml.voice.Enqueue;
import com.twilio.twiml.voice.Language;
import com.twilio.twiml.voice.Parameter;
import com.twilio.twiml.voice.Sip;
import com.twilio.twiml.voice.Task;
import dev.trunkline.loadtest.relay.RelaySettings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TwiML as Twilio's own library writes it, and as it must not be. */
class TwimlReaderTest {

    private static ConversationRelay.Builder relay() {
        return new ConversationRelay.Builder()
                .url("wss://voice.gateway.example/relay")
                .welcomeGreeting("Hello & welcome")
                .language("en-GB")
                .ttsProvider("Google")
                .voice("en-GB-Chirp3-HD-Aoede")
                .transcriptionProvider("Deepgram")
                .speechModel("nova-3-general")
                .interruptible("any")
                .interruptSensitivity("medium")
                .dtmfDetection(true)
                .preemptible(false)
                .profanityFilter(true)
                .events("speaker-events tokens-played")
                .option("speechTimeout", "900")
                .language(new Language.Builder().code("sv-SE").ttsProvider("Amazon").build())
                .parameter(new Parameter.Builder().name("session").value("s-1").build());
    }

    private static Twiml.ConnectRelay read(ConversationRelay relay) throws Exception {
        String xml =
                new VoiceResponse.Builder()
                        .connect(
                                new Connect.Builder()
                                        .conversationRelay(relay)
                                        .action("/after")
                                        .build())
                        .build()
                        .toXml();
        return (Twiml.ConnectRelay) TwimlReader.read(xml).verbs().getFirst();
    }

    @Test
    void aRelay_isReadWithAllItsAttributes() throws Exception {
        Twiml.ConnectRelay relay = read(relay().build());
        RelaySettings settings = RelaySettings.read(relay.noun());
        assertThat(settings.findings()).isEmpty();
        assertThat(relay.action()).isEqualTo("/after");
        assertThat(settings.greeting()).isEqualTo("Hello & welcome");
        assertThat(settings.parameters()).containsEntry("session", "s-1");
        assertThat(settings.languages()).containsExactlyInAnyOrder("en-GB", "sv-SE");
    }

    @Test
    void whatTheLibraryMisspells_isAFinding() throws Exception {
        Twiml.ConnectRelay relay =
                read(
                        relay().speechtimeout("900")
                                .deepgramsmartformat("true")
                                .ignorebackchannel("true")
                                .backgroundnoisereduction("on")
                                .reportInputDuringAgentSpeech(true)
                                .build());
        assertThat(RelaySettings.read(relay.noun()).findings()).hasSize(5);
    }

    @Test
    void enqueue_namesAQueue_orAWorkflowWithItsTask() throws Exception {
        assertThat(
                        verb(
                                new VoiceResponse.Builder()
                                        .enqueue(new Enqueue.Builder("billing").build())))
                .isEqualTo(new Twiml.Enqueue("billing", "", ""));
        assertThat(
                        verb(
                                new VoiceResponse.Builder()
                                        .enqueue(
                                                new Enqueue.Builder()
                                                        .workflowSid("WW1")
                                                        .task(new Task.Builder("{\"a\":1}").build())
                                                        .build())))
                .isEqualTo(new Twiml.Enqueue("", "WW1", "{\"a\":1}"));
    }

    private static Twiml.Verb verb(VoiceResponse.Builder response) throws Exception {
        return TwimlReader.read(response.build().toXml()).verbs().getFirst();
    }

    @Test
    void dial_holdsANumberOrANoun() throws Exception {
        assertThat(
                        verb(
                                new VoiceResponse.Builder()
                                        .dial(
                                                new Dial.Builder()
                                                        .sip(
                                                                new Sip.Builder("sip:a@pbx.example")
                                                                        .build())
                                                        .action("/dialled")
                                                        .build())))
                .isEqualTo(
                        new Twiml.Dial(
                                new Attributes("Dial", Map.of("action", "/dialled")),
                                30,
                                List.of(
                                        new Twiml.DialNoun(
                                                "Sip",
                                                "sip:a@pbx.example",
                                                new Attributes("Sip", Map.of())))));
        assertThat(verb(new VoiceResponse.Builder().dial(new Dial.Builder("+4420").build())))
                .isInstanceOfSatisfying(
                        Twiml.Dial.class,
                        dial ->
                                assertThat(dial.nouns())
                                        .extracting(Twiml.DialNoun::content)
                                        .containsExactly("+4420"));
        assertThat(
                        verb(
                                new VoiceResponse.Builder()
                                        .dial(
                                                new Dial.Builder()
                                                        .conference(
                                                                new Conference.Builder("room 1")
                                                                        .endConferenceOnExit(true)
                                                                        .build())
                                                        .build())))
                .isEqualTo(
                        new Twiml.DialRoom(
                                new Attributes("Dial", Map.of()),
                                new Attributes("Conference", Map.of("endConferenceOnExit", "true")),
                                new Conferences.Entry("room 1", true, true, 250)));
        assertThat(TwimlReader.read("<Response><Dial><Stream/></Dial></Response>").verbs())
                .containsExactly(new Twiml.Unsupported("Dial/Stream"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<Enqueue/>",
                "<Enqueue><Task>{}</Task></Enqueue>",
                "<Enqueue workflowSid=\"WW1\"><Task>{</Task></Enqueue>",
                "<Enqueue workflowSid=\"WW1\"><Task>7</Task></Enqueue>",
                "<Enqueue workflowSid=\"WW1\"><Task>{}</Task><Task>{}</Task></Enqueue>",
                "<Connect/>",
                "<Connect><Stream url=\"a\"/><ConversationRelay url=\"b\"/></Connect>",
                "<Pause length=\"long\"/>",
                "<Gather timeout=\"0\"/>",
                "<Gather><Hangup/></Gather>",
                "<Record maxLength=\"long\"/>",
                "<Record playBeep=\"yes\"/>",
                "<Dial timeout=\"601\">+442079460000</Dial>",
                "<Dial><Conference/></Dial>",
                "<Dial><Conference startConferenceOnEnter=\"maybe\">r</Conference></Dial>"
            })
    void whatTwilioRefuses_isMalformed(String verb) {
        assertThatThrownBy(() -> TwimlReader.read("<Response>" + verb + "</Response>"))
                .isInstanceOf(TwimlReader.MalformedTwiml.class);
    }
}
