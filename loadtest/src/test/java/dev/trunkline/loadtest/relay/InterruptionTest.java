package dev.trunkline.loadtest.relay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trunkline.loadtest.relay.RelayReport.Ended;
import dev.trunkline.loadtest.relay.RelayReport.Interruption;
import dev.trunkline.loadtest.relay.RelayReport.Spoken;
import dev.trunkline.loadtest.relay.RelayReport.Turn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The caller cuts in: 200 ms after beginning to speak, with 333 ms a word, 700 ms to a prompt. */
class InterruptionTest {

    @Test
    void speech_cutsOffAtAWord_andIsPromptedOnceTheCallerIsSilent() {
        FakeLine line = new FakeLine(RelayScript.script().say(RelayCue.agentSpoke(2), "no wait"));
        line.text(0, "One two three four ", false).text(0, "five.", true);
        line.at(250 + 600 + 199);
        assertThat(line.all("interrupt")).isEmpty();
        line.at(250 + 600 + 200);
        JsonNode interrupt = line.all("interrupt").getFirst();
        assertThat(interrupt.path("utteranceUntilInterrupt").asText()).isEqualTo("One two");
        assertThat(interrupt.path("durationUntilInterruptMs").isNumber()).isTrue();
        assertThat(interrupt.path("durationUntilInterruptMs").asLong()).isEqualTo(800);
        line.at(850 + 666 + 699);
        assertThat(line.all("prompt")).isEmpty();
        line.at(850 + 666 + 700);
        assertThat(line.all("prompt").getFirst().toString())
                .isEqualTo(
                        "{\"type\":\"prompt\",\"voicePrompt\":\"no wait\",\"lang\":\"en-US\",\"last\":true}");
        RelayReport report = line.session.report();
        assertThat(report.heard()).isEqualTo("One two");
        assertThat(report.turns()).containsExactly(new Turn("no wait", 850, 1_516, 2_216));
        assertThat(report.interruptions())
                .containsExactly(new Interruption(1_050, "One two", 800, false, 0));
    }

    @Test
    void textBeforeItsFirstWord_isInterruptedWithNothing() {
        FakeLine line = new FakeLine(RelayScript.script());
        line.text(100, "One.", true);
        line.session.say("no");
        line.at(300);
        JsonNode interrupt = line.all("interrupt").getFirst();
        assertThat(interrupt.path("utteranceUntilInterrupt").asText()).isEmpty();
        assertThat(interrupt.path("durationUntilInterruptMs").asLong()).isZero();
        assertThat(line.session.report().heard()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "any, true, true",
        "speech, true, false",
        "dtmf, false, true",
        "none, false, false",
        "true, true, true",
        "false, false, false"
    })
    void theAttribute_saysWhatInterrupts(String value, boolean bySpeech, boolean byKey) {
        FakeLine spoken = interruptible(value);
        spoken.session.say("no");
        spoken.at(900);
        assertThat(spoken.all("interrupt")).hasSize(bySpeech ? 1 : 0);
        FakeLine pressed = interruptible(value);
        pressed.session.press("5");
        assertThat(pressed.all("interrupt")).hasSize(byKey ? 1 : 0);
        assertThat(pressed.all("dtmf")).hasSize(byKey ? 1 : 0);
    }

    private static FakeLine interruptible(String value) {
        FakeLine line =
                new FakeLine(RelayScript.script(), "interruptible", value, "dtmfDetection", "true");
        return line.text(0, "One two three four five six seven eight nine.", true).at(700);
    }

    @Test
    void aMessagesOwnFlag_countsMoreThanTheAttribute_andTheGreetingHasOneOfItsOwn() {
        FakeLine line =
                new FakeLine(
                        RelayScript.script(),
                        "welcomeGreeting",
                        "Hello there and welcome.",
                        "welcomeGreetingInterruptible",
                        "none");
        line.from(
                0,
                "{\"type\":\"text\",\"token\":\"One two three.\",\"last\":true,\"interruptible\":false}");
        line.text(0, "Four five six.", true);
        line.session.say("no");
        line.at(5_000);
        assertThat(line.all("interrupt")).isEmpty();
        assertThat(line.session.report().heard())
                .isEqualTo("Hello there and welcome. One two three. Four five six.");
    }

    @Test
    void keysNeedTheirAttribute() {
        FakeLine line = new FakeLine(RelayScript.script());
        line.session.press("1");
        assertThat(line.all("dtmf")).isEmpty();
        assertThat(line.session.report().pressed()).isEqualTo("1");
    }

    @ParameterizedTest
    @CsvSource({"none, 0, 0", "speech, 1, 0", "dtmf, 0, 1", "any, 1, 1"})
    void inputDuringSpeechThatGoesOn_isDeliveredWhereAskedFor(String value, int prompts, int keys) {
        FakeLine line =
                new FakeLine(
                        RelayScript.script(),
                        "interruptible",
                        "none",
                        "dtmfDetection",
                        "true",
                        "reportInputDuringAgentSpeech",
                        value);
        line.text(0, "One two three four five six seven eight nine ten.", true).at(500);
        line.session.say("hello");
        line.session.press("5");
        line.at(2_000);
        assertThat(line.all("prompt")).hasSize(prompts);
        assertThat(line.all("dtmf")).hasSize(keys);
        assertThat(line.session.report().turns().getFirst().promptMs() >= 0)
                .isEqualTo(prompts == 1);
        assertThat(line.session.report().pressed()).isEqualTo("5");
    }

    @Test
    void leftoversOfWhatWasCutOff_areSpokenAndCounted_orDroppedUpToTheirLast() {
        FakeLine spoken = new FakeLine(RelayScript.script());
        leftovers(spoken);
        assertThat(spoken.session.report().heard()).isEqualTo("One three four.");
        assertThat(spoken.session.report().interruptions().getFirst().leftovers()).isEqualTo(2);

        FakeLine dropped =
                new FakeLine(
                        RelayScript.script()
                                .behavior(RelayBehavior.harsh().withLeftoversSpoken(false)));
        leftovers(dropped);
        dropped.text(2_000, "Five.", true).at(4_000);
        assertThat(dropped.session.report().heard()).isEqualTo("One Five.");
    }

    private static void leftovers(FakeLine line) {
        line.text(0, "One two ", false).at(600);
        line.session.say("no");
        line.at(940).text(950, "three ", false).text(960, "four.", true).at(1_900);
    }

    @Test
    void whoSpeaksOn_interruptsWhatBeginsMeanwhile() {
        FakeLine line = new FakeLine(RelayScript.script());
        line.text(0, "One two.", true).at(600);
        line.session.say("no no no");
        line.at(810).text(810, "Three.", true).at(3_000);
        assertThat(line.all("interrupt")).hasSize(2);
        assertThat(line.session.report().heard()).isEqualTo("One");
        assertThat(line.session.report().turns()).hasSize(1);
    }

    @Test
    void closingACycleThatWasCutOff_saysNothing() {
        FakeLine line = new FakeLine(RelayScript.script());
        line.text(0, "One two ", false).at(600);
        line.session.say("no");
        line.at(800).text(810, "", true).at(3_000);
        RelayReport report = line.session.report();
        assertThat(report.spoken()).extracting(Spoken::ended).containsExactly(Ended.INTERRUPTED);
        assertThat(report.interruptions().getFirst().leftovers()).isZero();
        assertThat(line.violations).isEmpty();
    }

    @Test
    void whoGoesOnBeforeTheTurnIsOver_isStillInIt_andPartsAreToldWhereAskedFor() {
        FakeLine line =
                new FakeLine(
                        RelayScript.script()
                                .say(RelayCue.at(0), "a table")
                                .say(RelayCue.after(500), "for two"),
                        "partialPrompts",
                        "true",
                        "speechModel",
                        "flux",
                        "events",
                        "speaker-events");
        line.at(10_000);
        assertThat(line.all("prompt"))
                .extracting(prompt -> prompt.path("voicePrompt").asText())
                .containsExactly(
                        "a", "a table", "a table for", "a table for two", "a table for two");
        assertThat(line.all("prompt"))
                .extracting(prompt -> prompt.path("last").asBoolean())
                .containsExactly(false, false, false, false, true);
        assertThat(line.infos("clientSpeaking")).containsExactly("on", "off", "on", "off");
        assertThat(line.session.report().turns()).hasSize(1);
    }

    @Test
    void backchannel_isIgnoredWhereAskedFor() {
        FakeLine line = new FakeLine(RelayScript.script(), "ignoreBackchannel", "true");
        line.text(0, "One two three four five six.", true).at(600);
        line.session.say("Mm-hm, okay.");
        line.at(5_000);
        assertThat(line.all("interrupt")).isEmpty();
        assertThat(line.all("prompt")).isEmpty();
        assertThat(line.session.report().heard()).isEqualTo("One two three four five six.");
    }
}
