package dev.trunkline.loadtest.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.trunkline.loadtest.relay.RelayReport.Ended;
import dev.trunkline.loadtest.relay.RelayReport.Spoken;
import org.junit.jupiter.api.Test;

/** What the caller hears, and when: 250 ms to begin, 300 ms a word. */
class AgentSpeechTest {

    @Test
    void words_areSpokenOneAfterTheOther_onceTheyAreWhole() {
        FakeLine line = new FakeLine(RelayScript.script());
        line.text(1_000, "Your fli", false).at(1_249);
        assertThat(line.session.progress().agentActive()).isTrue();
        line.at(1_550);
        assertThat(line.session.progress().heard()).isEqualTo("Your");
        line.at(5_000); // fli may go on: it waits
        assertThat(line.session.progress().words()).isEqualTo(1);
        line.text(5_000, "ght leaves", false).at(5_549);
        assertThat(line.session.progress().words()).isEqualTo(1);
        line.at(5_550);
        assertThat(line.session.progress().heard()).isEqualTo("Your flight");
        line.text(6_000, ".", true).at(6_550);
        assertThat(line.session.progress().heard()).isEqualTo("Your flight leaves.");
        assertThat(line.session.progress().agentActive()).isFalse();
        Spoken spoken = line.session.report().spoken().getFirst();
        assertThat(spoken)
                .isEqualTo(
                        new Spoken(
                                RelayReport.Kind.TEXT,
                                "Your flight leaves.",
                                "Your flight leaves.",
                                "en-US",
                                1_000,
                                1_250,
                                6_550,
                                Ended.COMPLETED));
        assertThat(line.violations).isEmpty();
    }

    @Test
    void tokensPlayed_comesOncePerMessage_whenItsLastWordIsThrough() {
        FakeLine line =
                new FakeLine(RelayScript.script(), "events", "tokens-played speaker-events");
        line.text(0, "Your flight on ", false).text(0, "Friday", false).text(0, " leaves.", true);
        line.at(1_149);
        assertThat(line.tokensPlayed()).isEmpty();
        line.at(1_150);
        assertThat(line.tokensPlayed()).containsExactly("Your flight on ");
        line.at(1_450);
        assertThat(line.tokensPlayed()).containsExactly("Your flight on ", "Friday");
        assertThat(line.infos("agentSpeaking")).containsExactly("on");
        line.at(1_750);
        assertThat(line.tokensPlayed()).hasSize(3);
        assertThat(line.infos("agentSpeaking")).containsExactly("on", "off");
    }

    @Test
    void markup_takesNoTime_andIsNoWord() {
        FakeLine line = new FakeLine(RelayScript.script());
        line.text(0, "Wait <break time=\"1s\"/>for <emphasis", false);
        line.text(0, " level=\"strong\">it</emphasis> 5 < 6", true).at(250 + 6 * 300);
        assertThat(line.session.progress().words()).isEqualTo(6);
        assertThat(line.session.report().heard()).isEqualTo("Wait for it 5 < 6");
        assertThat(line.session.progress().agentActive()).isFalse();
    }

    @Test
    void cycles_waitForEachOther_unlessTheOneSpokenMayBePreempted() {
        FakeLine line = new FakeLine(RelayScript.script());
        line.text(0, "One two.", true).text(0, "Three.", true).at(250 + 900);
        assertThat(line.session.report().heard()).isEqualTo("One two. Three.");

        FakeLine preempted = new FakeLine(RelayScript.script(), "preemptible", "true");
        preempted.text(0, "One two three.", true).at(700).text(700, "Four.", true).at(2_000);
        assertThat(preempted.session.report().spoken())
                .extracting(Spoken::heard, Spoken::ended)
                .containsExactly(tuple("One", Ended.PREEMPTED), tuple("Four.", Ended.COMPLETED));

        FakeLine own = new FakeLine(RelayScript.script(), "preemptible", "true");
        own.from(
                0,
                "{\"type\":\"text\",\"token\":\"One two.\",\"last\":true,\"preemptible\":false}");
        own.text(300, "Three.", true).at(3_000);
        assertThat(own.session.report().heard()).isEqualTo("One two. Three.");
    }

    @Test
    void files_playAsOftenAsTheyAreAskedTo_betweenWhatIsSaid() {
        FakeLine line = new FakeLine(RelayScript.script());
        line.text(0, "Listen.", true);
        line.from(0, "{\"type\":\"play\",\"source\":\"https://x.example/a.mp3\",\"loop\":2}");
        line.text(0, "Done.", true).at(550 + 3_999);
        assertThat(line.session.progress().words()).isEqualTo(1);
        line.at(550 + 4_000 + 550);
        assertThat(line.session.report().spoken())
                .extracting(Spoken::kind, Spoken::endedMs)
                .containsExactly(
                        tuple(RelayReport.Kind.TEXT, 550L),
                        tuple(RelayReport.Kind.PLAY, 4_550L),
                        tuple(RelayReport.Kind.TEXT, 4_850L));
        line.from(6_000, "{\"type\":\"play\",\"source\":\"https://x.example/a.mp3\",\"loop\":0}");
        line.at(1_500_000);
        assertThat(line.session.progress().agentActive()).isTrue(); // a thousand times
    }

    @Test
    void languages_areThoseOfTheTwiml_andTheLastOneSetCounts() {
        FakeLine line =
                new FakeLine(RelayScript.script(), "language", "en-GB", "ttsLanguage", "de-DE");
        line.text(0, "Eins.", true);
        line.from(0, "{\"type\":\"language\",\"ttsLanguage\":\"en-GB\"}");
        line.text(0, "One.", true);
        line.from(0, "{\"type\":\"text\",\"token\":\"Zwei.\",\"last\":true,\"lang\":\"de-DE\"}");
        assertThat(line.violations).isEmpty();
        line.from(0, "{\"type\":\"language\",\"transcriptionLanguage\":\"sv-SE\"}").at(5_000);
        assertThat(line.codes()).containsExactly(RelayErrors.SIMULATOR);
        assertThat(line.session.report().spoken())
                .extracting(Spoken::lang)
                .containsExactly("de-DE", "en-GB", "de-DE");
        line.session.say("hej");
        line.at(10_000);
        assertThat(line.all("prompt").getFirst().path("lang").asText()).isEqualTo("sv-SE");
    }
}
