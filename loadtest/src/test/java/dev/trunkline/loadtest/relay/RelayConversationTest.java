package dev.trunkline.loadtest.relay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trunkline.loadtest.relay.RelayReport.Ending;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused, how sessions end, and what faults look like. */
class RelayConversationTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "\"text\"",
                "{}",
                "{\"type\":7}",
                "{\"type\":\"ping\"}",
                "{\"type\":\"error\",\"message\":\"x\"}",
                "{\"type\":\"text\"}",
                "{\"type\":\"text\",\"token\":null}",
                "{\"type\":\"text\",\"token\":1}",
                "{\"type\":\"text\",\"token\":\"a\",\"last\":\"true\"}",
                "{\"type\":\"text\",\"token\":\"a\",\"lang\":null}",
                "{\"type\":\"text\",\"token\":\"a\",\"interruptible\":\"any\"}",
                "{\"type\":\"text\",\"token\":\"a\",\"final\":true}",
                "{\"type\":\"text\",\"token\":\"a\",\"token\":\"b\"}",
                "{\"type\":\"text\",\"token\":\"a\"} {}",
                "{\"type\":\"play\"}",
                "{\"type\":\"play\",\"source\":\"a.mp3\"}",
                "{\"type\":\"play\",\"source\":\"https://x.example/a\",\"loop\":-1}",
                "{\"type\":\"play\",\"source\":\"https://x.example/a\",\"loop\":1.5}",
                "{\"type\":\"sendDigits\",\"digits\":\"\"}",
                "{\"type\":\"sendDigits\",\"digits\":\"1A\"}",
                "{\"type\":\"sendDigits\",\"digits\":12}",
                "{\"type\":\"language\"}",
                "{\"type\":\"language\",\"language\":\"en-GB\"}",
                "{\"type\":\"end\",\"handoffData\":{\"reason\":\"x\"}}",
                "{\"type\":\"end\",\"reason\":\"x\"}"
            })
    void whatIsNotAsDocumented_isAnsweredWithAnError_andTheSessionGoesOn(String message) {
        FakeLine line = new FakeLine(RelayScript.script());
        line.from(10, message);
        assertThat(line.codes()).containsExactly(RelayErrors.MESSAGE);
        assertThat(line.all("error").getFirst().path("description").asText())
                .isEqualTo("Invalid message received: " + message);
        assertThat(line.session.over()).isFalse();
        line.text(20, "Hello.", true).at(600);
        assertThat(line.session.report().heard()).isEqualTo("Hello.");
    }

    @Test
    void tenInARow_endTheSession_nineDoNot() {
        FakeLine line = new FakeLine(RelayScript.script());
        for (int i = 0; i < 9; i++) {
            line.from(10, "{}");
        }
        line.from(20, "{\"type\":\"sendDigits\",\"digits\":\"1w#*\"}");
        for (int i = 0; i < 9; i++) {
            line.from(30, "{}");
        }
        assertThat(line.closed).isEmpty();
        line.from(40, "{}");
        assertThat(line.closed).isEqualTo("1007Too many consecutive malformed messages.");
        assertThat(line.session.ending().status()).isEqualTo("failed");
        assertThat(line.session.ending().errorCode()).isEqualTo(RelayErrors.ENDED_BY_SERVER);
        assertThat(line.session.report().digitsSent()).isEqualTo("1w#*");
    }

    @Test
    void end_cutsOffWhatIsSpoken_orWaitsForIt() {
        FakeLine cut = new FakeLine(RelayScript.script());
        cut.text(0, "Good bye now.", true).from(700, "{\"type\":\"end\",\"handoffData\":\"x\"}");
        assertThat(cut.closed).isEqualTo("1000");
        assertThat(cut.session.ending()).isEqualTo(new Ending("ended", 0, "", "x"));
        cut.at(5_000).text(5_000, "More.", true);
        assertThat(cut.session.report().heard()).isEqualTo("Good");
        assertThat(cut.codes()).containsExactly(RelayErrors.SIMULATOR);

        FakeLine patient =
                new FakeLine(
                        RelayScript.script()
                                .behavior(RelayBehavior.harsh().withEndCutsSpeech(false)));
        patient.text(0, "Good bye now.", true).from(700, "{\"type\":\"end\"}").at(1_149);
        assertThat(patient.closed).isEmpty();
        patient.at(1_150);
        assertThat(patient.closed).isEqualTo("1000");
        assertThat(patient.session.ending()).isEqualTo(new Ending("ended", 0, "", null));
        assertThat(patient.session.report().heard()).isEqualTo("Good bye now.");
        assertThat(patient.violations).isEmpty();
    }

    @Test
    void endInAnOpenCycle_isNoted() {
        FakeLine line = new FakeLine(RelayScript.script());
        line.text(0, "Good bye", false).from(700, "{\"type\":\"end\"}");
        assertThat(line.codes()).containsExactly(RelayErrors.SIMULATOR);
    }

    @Test
    void hangingUp_andABrokenNetwork_endTheSessionDifferently() {
        FakeLine hungUp = new FakeLine(RelayScript.script().hangUp(RelayCue.at(100)));
        hungUp.at(100);
        assertThat(hungUp.hungUp).isTrue();
        assertThat(hungUp.session.ending().status()).isEqualTo("completed");
        FakeLine broken = new FakeLine(RelayScript.script().breakNetwork(RelayCue.at(100)));
        broken.at(100);
        assertThat(broken.dropped).isTrue();
        assertThat(broken.hungUp).isFalse();
        assertThat(broken.session.ending().errorCode()).isEqualTo(RelayErrors.NETWORK);
    }

    @ParameterizedTest
    @CsvSource({"1000, 64105", "1011, 64105", "1006, 39001"})
    void aSocketThatTheGatewayEnds_isAFailure(int closeCode, int errorCode) {
        FakeLine line = new FakeLine(RelayScript.script());
        line.text(0, "One two.", true);
        line.session.closed(closeCode, true, 700_000_000);
        assertThat(line.codes()).containsExactly(errorCode);
        assertThat(line.session.ending().errorCode()).isEqualTo(errorCode);
        RelayReport report = line.session.report();
        assertThat(report.heard()).isEqualTo("One");
        assertThat(report.spoken().getFirst().ended()).isEqualTo(RelayReport.Ended.CUT);
        assertThat(report.durationMs()).isEqualTo(700);
    }

    @Test
    void voiceOfAnotherProvider_endsTheSessionWithAnError() {
        FakeLine line =
                new FakeLine(RelayScript.script(), "ttsProvider", "Google", "voice", "Joanna");
        assertThat(line.all("setup")).hasSize(1);
        assertThat(line.all("error")).hasSize(1);
        assertThat(line.closed).isEqualTo("1000");
        assertThat(line.session.ending().errorCode()).isEqualTo(RelayErrors.ARGUMENT);
    }

    @Test
    void theScript_goesOnInTheNextSession() {
        RelayScript script =
                RelayScript.script()
                        .timing(RelayTiming.realTime())
                        .say(RelayCue.at(0), "one")
                        .breakNetwork(RelayCue.after(1_000))
                        .say(RelayCue.agentSaid("back"), "two")
                        .hangUp(RelayCue.after(2_000))
                        .build();
        RelayCaller caller = new RelayCaller(script);
        FakeLine first = new FakeLine(caller, 0);
        first.at(2_000);
        assertThat(first.dropped).isTrue();
        FakeLine second = new FakeLine(caller, 5_000);
        second.text(5_100, "Welcome back.", true).at(20_000);
        assertThat(second.session.report().turns().getFirst().words()).isEqualTo("two");
        assertThat(second.hungUp).isTrue();
        assertThat(second.session.progress().stepsTaken()).isEqualTo(4);
    }

    @Test
    void twilioCanGiveUp_andTheCallerStays() {
        FakeLine line =
                new FakeLine(
                        RelayScript.script()
                                .step(RelayCue.at(50), new RelayStep.Fail(64114, "No ASR.")));
        line.at(60);
        assertThat(line.all("error").getFirst().path("description").asText()).isEqualTo("No ASR.");
        assertThat(line.session.ending()).isEqualTo(new Ending("failed", 64114, "No ASR.", null));
        assertThat(line.closed).isEqualTo("1000");
        assertThat(line.hungUp).isFalse();
    }

    @Test
    void anAnswerInTwoCycles_isDoneWithTheSecond() {
        FakeLine line =
                new FakeLine(
                        RelayScript.script()
                                .say(RelayCue.at(0), "order")
                                .hangUp(RelayCue.agentDone("shipped")));
        line.text(2_000, "One moment.", true).at(9_000).text(9_000, "It is shipped.", true);
        line.at(9_000 + 250 + 900 + 299);
        assertThat(line.hungUp).isFalse();
        line.at(9_000 + 250 + 900 + 300);
        assertThat(line.hungUp).isTrue();
    }

    @Test
    void aSpeededUpCall_isTheSameCall() {
        RelayScript script =
                RelayScript.script()
                        .timing(RelayTiming.realTime().withScale(20))
                        .say(RelayCue.agentSpoke(1), "no")
                        .build();
        FakeLine line = new FakeLine(script, "welcomeGreeting", "One two three.");
        assertThat(line.session.nextNanos()).isEqualTo(250_000_000 / 20);
        line.at((250 + 333 + 200) / 20 + 1);
        assertThat(line.all("interrupt").getFirst().path("durationUntilInterruptMs").asLong())
                .isEqualTo(533);
    }

    @Test
    void setupAndItsFaults() {
        assertThat(types(RelayFault.PROMPT_BEFORE_SETUP)).startsWith("prompt", "setup");
        assertThat(types(RelayFault.TWO_SETUPS)).startsWith("setup", "setup");
        assertThat(types(RelayFault.NO_SETUP)).doesNotContain("setup").contains("prompt");
        assertThat(types(RelayFault.SILENT)).isEmpty();
        assertThat(types(RelayFault.UNASKED_INTERRUPT)).startsWith("setup", "interrupt");
        assertThat(types(RelayFault.UNKNOWN_TYPES)).startsWith("setup", "weather");
        assertThat(line(RelayFault.GARBAGE).sent).contains("", "{\"type\":\"prompt\",");
        assertThat(line(RelayFault.BARE_SETUP).all("setup").getFirst().toString())
                .isEqualTo("{\"type\":\"setup\"}");
        assertThat(line(RelayFault.NUMERIC_SETUP).all("setup").getFirst().path("callSid").isInt())
                .isTrue();
        assertThat(prompt(RelayFault.MISSING_FIELDS).toString()).isEqualTo("{\"type\":\"prompt\"}");
        assertThat(prompt(RelayFault.NUMBERS_AS_STRINGS).path("last").asText()).isEqualTo("true");
        assertThat(prompt(RelayFault.NUMBERS_AS_STRINGS).path("last").isTextual()).isTrue();
        assertThat(prompt(RelayFault.STRINGS_AS_NUMBERS).path("voicePrompt").isInt()).isTrue();
        assertThat(prompt(RelayFault.HUGE_PROMPTS).path("voicePrompt").asText())
                .hasSizeGreaterThan(100_000);
        assertThat(interrupt(RelayFault.FOREIGN_INTERRUPTS)).isEqualTo("Nobody ever said this");
        assertThat(interrupt(RelayFault.INTERRUPTS_WITHOUT_TEXT)).isEqualTo("absent");
    }

    private static FakeLine line(RelayFault fault) {
        FakeLine line = new FakeLine(RelayScript.script().fault(fault));
        if (fault != RelayFault.SILENT) {
            line.session.say("hello");
        }
        return line.at(2_000);
    }

    private static List<String> types(RelayFault fault) {
        return line(fault).sent.stream()
                .map(text -> text.replaceAll(".*\"type\":\"([a-z]+)\".*", "$1"))
                .toList();
    }

    private static JsonNode prompt(RelayFault fault) {
        return line(fault).all("prompt").getFirst();
    }

    private static String interrupt(RelayFault fault) {
        FakeLine line =
                new FakeLine(
                        RelayScript.script().fault(fault), "welcomeGreeting", "One two three.");
        line.at(700).session.say("no");
        line.at(1_000);
        return line.all("interrupt").getFirst().path("utteranceUntilInterrupt").asText("absent");
    }

    @Test
    void membersThatNobodyKnows_comeOnRequest() {
        FakeLine line =
                new FakeLine(
                        RelayScript.script().behavior(RelayBehavior.harsh().withExtraFields(true)),
                        "debug",
                        "debugging");
        assertThat(line.all("setup").getFirst().has("version")).isTrue();
        assertThat(line.infos("roundTripDelayMs")).containsExactly("12");
    }
}
