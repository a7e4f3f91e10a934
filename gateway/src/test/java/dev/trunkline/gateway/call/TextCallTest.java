package dev.trunkline.gateway.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.gateway.call.ModelSessionListener.ResponseEnd.Status;
import dev.trunkline.observability.metrics.CallCounter;
import dev.trunkline.observability.metrics.CallOutcome;
import dev.trunkline.observability.metrics.CallPhase;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TextCallTest extends TextCallScene {
    @Test
    void prompt_isAnsweredTokenByTokenAsItComes_andTheAnswerIsClosed() {
        begin();
        prompt("When does my flight leave?");
        assertThat(model.sent).containsExactly("user When does my flight leave?", "answer");
        started("r1");
        text("r1", "A", "At ");
        assertThat(leg.sent).containsExactly("text At ");
        text("r1", "A", " ten.\n");
        done("r1", "A", "At  ten.\n");
        assertThat(leg.sent).containsExactly("text At ", "text  ten.\n", "last");
        assertThat(call().answers()).isEqualTo(1);
        assertThat(call().phase()).isEqualTo(CallPhase.TALKING);
    }

    @Test
    void promptThatMayGoOn_isNotAnswered_butKeepsTheCallAlive() {
        agent.silenceTimeout = Duration.ofSeconds(8);
        begin();
        for (int i = 0; i < 4; i++) {
            clock.advanceMs(5_000);
            call().onPrompt("When does", "en-US", false, clock.nanos());
        }
        assertThat(model.sent).isEmpty();
        assertThat(ends).isEmpty();
        clock.advanceMs(11_000);
        assertThat(ends).containsExactly("SILENCE HangUp[]");
    }

    @Test
    void promptOfNothing_isNotAnswered() {
        begin();
        prompt("  ");
        assertThat(model.sent).isEmpty();
    }

    @Test
    void promptsBeforeTheSession_areKeptInOrder_behindTheGreeting() {
        greetingText("Blue Bay Dental.");
        connecting();
        prompt("Hello?");
        call().onDtmf('4');
        call().onDtmf('#');
        call().attach(model);
        assertThat(model.sent)
                .containsExactly(
                        "agent trunkline_greeting Blue Bay Dental.",
                        "user Hello?",
                        "user [caller pressed 4#]",
                        "answer");
    }

    @Test
    void greetingOfTheLegs_isWhatTheModelBelievesItSaid() {
        greetingText("Blue Bay Dental, how can I help?");
        begin();
        assertThat(model.sent)
                .containsExactly("agent trunkline_greeting Blue Bay Dental, how can I help?");
        assertThat(leg.sent).isEmpty();
    }

    @Test
    void greetingOfTheLegs_interruptedBeforeTheSession_isToldAsFarAsItWasSpoken() {
        greetingText("Blue Bay Dental, how can I help?");
        connecting();
        interrupt("Blue Bay");
        call().attach(model);
        assertThat(model.sent).containsExactly("agent trunkline_greeting Blue Bay");
    }

    @Test
    void greetingOfTheLegs_saidToHaveBeenInterruptedThoughItIsSpoken_isToldAsItIsSpoken() {
        greetingText("Blue Bay Dental.");
        connecting();
        interrupt("Nobody ever said this");
        call().attach(model);
        assertThat(model.sent).isEmpty();
        call().onSpoken("Blue Bay", clock.nanos());
        call().onSpoken("Dental.", clock.nanos());
        assertThat(model.sent)
                .containsExactly(
                        "agent trunkline_greeting Blue Bay",
                        "amend trunkline_greeting Blue Bay Dental.");
    }

    @Test
    void greetingOfTheLegs_interrupted_isAmended() {
        greetingText("Blue Bay Dental, how can I help?");
        begin();
        interrupt("Blue Bay Dental,");
        assertThat(model.sent).endsWith("amend trunkline_greeting Blue Bay Dental,");
        assertThat(call().interruptions()).isEqualTo(1);
    }

    @Test
    void greetingOfTheModels_isSpokenWhenItIsThere() {
        begin();
        started("r1");
        text("r1", "A", "Hello.");
        done("r1", "A", "Hello.");
        assertThat(leg.sent).containsExactly("text Hello.", "last");
        assertThat(meters.latencies("trunkline_first_audio_seconds")).isEqualTo(1);
    }

    @Test
    void firstAudio_isUnknownWhereTheLegGreets() {
        greetingText("Hello.");
        begin();
        prompt("Hi.");
        answer("r1", "A", "Yes?");
        assertThat(meters.latencies("trunkline_first_audio_seconds")).isZero();
    }

    @Test
    void interrupt_cancelsTheAnswer_dropsTheRest_andAmendsWhenTheResponseHasEnded() {
        begin();
        prompt("When?");
        started("r1");
        text("r1", "A", "Your flight ");
        text("r1", "A", "leaves at ten ");
        interrupt("Your flight");
        assertThat(model.sent).endsWith("cancel r1");
        assertThat(leg.sent).endsWith("last"); // or what follows would belong to it
        text("r1", "A", "on Friday.");
        text("r1", "B", "Anything else?");
        assertThat(leg.words()).isEqualTo("Your flight leaves at ten ");

        prompt("No, Saturday.");
        int before = model.sent.size();
        ended("r1", Status.CANCELLED);
        assertThat(model.sent.subList(before, model.sent.size()))
                .containsExactly("amend A Your flight", "amend B ");
        assertThat(meters.count(CallCounter.BARGE_INS)).isEqualTo(1);
    }

    @Test
    void wordsThatTheLegSpeaksThoughItWasInterrupted_areRememberedAfterAll() {
        begin();
        prompt("When?");
        started("r1");
        text("r1", "A", "Your flight ");
        text("r1", "A", "leaves at ten.");
        interrupt("Your");
        call().onSpoken("leaves at ten.", clock.nanos());
        ended("r1", Status.CANCELLED);
        assertThat(model.sent).endsWith("cancel r1", "amend A Your leaves at ten.");
    }

    @Test
    void interrupt_afterTheModelHasFinished_cancelsNothing_andAmendsAtOnce() {
        begin();
        prompt("When?");
        answer("r1", "A", "Your flight leaves at ten.");
        interrupt("Your flight");
        assertThat(model.sent)
                .endsWith("amend A Your flight")
                .noneMatch(is -> is.startsWith("cancel"));
    }

    @Test
    void interrupt_forTextThatWasNeverSent_leavesNothingOfTheAnswer() {
        begin();
        prompt("When?");
        answer("r1", "A", "Your flight leaves at ten.");
        interrupt("Completely different words");
        assertThat(model.sent).endsWith("amend A ");
    }

    @Test
    void interrupt_whenAllWasHeard_changesNothing() {
        begin();
        prompt("When?");
        answer("r1", "A", "At ten.");
        call().onSpoken("At ten.", clock.nanos());
        int before = model.sent.size();
        interrupt("");
        interrupt("At ten.");
        assertThat(model.sent).hasSize(before);
        assertThat(call().interruptions()).isZero();
    }

    @Test
    void interruptThatComesAfterThePrompt_makesTheNewAnswerAgain_fromTheRightMemory() {
        begin();
        prompt("When?");
        answer("r1", "A", "Your flight leaves at ten.");
        prompt("No, Saturday.");
        started("r2");
        interrupt("Your flight");
        assertThat(model.sent).endsWith("cancel r2", "answer");
        text("r2", "B", "On Sat");
        ended("r2", Status.CANCELLED);
        assertThat(model.sent).endsWith("amend A Your flight", "amend B ");
        assertThat(leg.words()).doesNotContain("On Sat");
        answer("r3", "C", "At noon.");
        assertThat(leg.words()).endsWith("At noon.");
    }

    @Test
    void promptWhileAnswering_takesTheAnswersPlace() {
        begin();
        prompt("When?");
        started("r1");
        text("r1", "A", "Your flight ");
        prompt("Forget it.");
        assertThat(model.sent).endsWith("cancel r1", "user Forget it.", "answer");
        text("r1", "A", "leaves");
        ended("r1", Status.CANCELLED);
        // What was sent is being spoken: nothing can take that back.
        assertThat(model.sent).endsWith("amend A Your flight");
        assertThat(leg.words()).isEqualTo("Your flight ");
    }

    @Test
    void promptWhileAnswering_whereTheNextAnswerMayCutOff_keepsWhatTheLegSaysItSpoke() {
        agent.relay = TestAgent.relay(true, false);
        begin();
        prompt("When?");
        answer("r1", "A", "Your ", "flight ", "leaves at ten.");
        call().onSpoken("Your ", clock.nanos());
        call().onSpoken("flight ", clock.nanos());
        prompt("Forget it.");
        assertThat(model.sent).endsWith("amend A Your flight", "user Forget it.", "answer");
    }

    @Test
    void promptsInARow_areAnsweredOnce() {
        begin();
        model.pending = true;
        prompt("When does");
        prompt("my flight leave?");
        started("r1");
        assertThat(model.sent).endsWith("cancel r1");
        text("r1", "A", "Whose?");
        ended("r1", Status.CANCELLED);
        assertThat(model.sent).endsWith("amend A ");
        assertThat(leg.sent).isEmpty();
        answer("r2", "B", "At ten.");
        assertThat(leg.words()).isEqualTo("At ten.");
    }

    @Test
    void promptWhileAnswering_queued_lets_the_answer_finish() {
        agent.relay = TestAgent.relay(false, true);
        begin();
        prompt("When?");
        started("r1");
        text("r1", "A", "At ");
        prompt("And where?");
        assertThat(model.sent).endsWith("user And where?", "answer");
        text("r1", "A", "ten.");
        done("r1", "A", "At ten.");
        assertThat(leg.sent).containsExactly("text At ", "text ten.", "last");
        assertThat(call().interruptions()).isZero();
    }

    @Test
    void dtmf_joinsTheKeysOfOneEntry() {
        begin();
        for (char digit : "402".toCharArray()) {
            call().onDtmf(digit);
            clock.advanceMs(700);
        }
        assertThat(model.sent).isEmpty();
        clock.advanceMs(900);
        assertThat(model.sent).containsExactly("user [caller pressed 402]", "answer");
        assertThat(meters.count(CallCounter.DTMF_DIGITS)).isEqualTo(3);
    }

    @Test
    void characterThatIsCutInTwo_isSentWhole() {
        begin();
        started("r1");
        text("r1", "A", "Good \ud83d");
        text("r1", "A", "\ude00 day");
        assertThat(leg.sent).containsExactly("text Good ", "text \ud83d\ude00 day");
    }

    @Test
    void answerWithoutDeltas_isSpokenFromItsEnd() {
        begin();
        started("r1");
        done("r1", "A", "At ten.");
        assertThat(leg.sent).containsExactly("text At ten.", "last");
    }

    @Test
    void transcript_hasWhatWasSaidAndSpoken() {
        agent.keepTranscript = true;
        greetingText("Blue Bay Dental.");
        begin();
        prompt("When is it?");
        answer("r1", "A", "Your flight leaves at ten.");
        interrupt("Your flight");
        prompt("Saturday!");
        answer("r2", "B", "At noon.");
        call().onSpoken("At noon.", clock.nanos());
        call().end(CallOutcome.DRAINED, new NextStep.HangUp());
        assertThat(call().record(CallOutcome.DRAINED).transcript())
                .isEqualTo(
                        """
                        agent: Blue Bay Dental.
                        caller: When is it?
                        agent: Your flight
                        caller: Saturday!
                        agent: At noon.
                        """);
    }

    @Test
    void toolsWords_areSpokenAtOnce_andToldToTheModel() {
        begin();
        call().sayMeanwhile("One moment, please.");
        assertThat(leg.sent).containsExactly("text One moment, please.", "last");
        assertThat(model.sent).containsExactly("agent trunkline_meanwhile_1 One moment, please.");
        interrupt("One moment,");
        assertThat(model.sent).endsWith("amend trunkline_meanwhile_1 One moment,");
    }

    @Test
    void toolsKeys_arePlayed() {
        begin();
        call().sendDigits("1w2#");
        assertThat(leg.sent).containsExactly("digits 1w2#");
    }
}
