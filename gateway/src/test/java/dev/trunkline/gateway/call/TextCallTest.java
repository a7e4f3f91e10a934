package dev.trunkline.gateway.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.codecs.resample.ResamplerProfile;
import dev.trunkline.gateway.agent.Greeting;
import dev.trunkline.gateway.agent.HangUp;
import dev.trunkline.gateway.agent.Transfer;
import dev.trunkline.gateway.call.ModelSessionListener.ResponseEnd;
import dev.trunkline.gateway.call.ModelSessionListener.ResponseEnd.Status;
import dev.trunkline.gateway.call.ModelSessionListener.ToolCall;
import dev.trunkline.gateway.trunk.PhoneNumber;
import dev.trunkline.observability.metrics.CallCounter;
import dev.trunkline.observability.metrics.CallOutcome;
import dev.trunkline.observability.metrics.CallPhase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TextCallTest {
    private static final PhoneNumber SALES = new PhoneNumber("+15550100123");

    private final FakeClock clock = new FakeClock();
    private final FakeTextLeg leg = new FakeTextLeg();
    private final FakeSession model = new FakeSession();
    private final TestMeters meters = new TestMeters();
    private final TestAgent agent = new TestAgent();
    private final List<String> ends = new ArrayList<>();
    private @Nullable TextCall begun;

    @AfterEach
    void nothingIsLeftOfACallThatEnded() {
        call().end(CallOutcome.DRAINED, new NextStep.HangUp());
        assertThat(ends).hasSize(1);
        assertThat(clock.pendingTimers()).isZero();
        meters.close();
    }

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
    void hangUpTool_waitsUntilTheLegHasSpokenTheGoodbye() {
        begin();
        started("r1");
        text("r1", "A", "Good");
        text("r1", "A", "bye.");
        hangUpTool("r1");
        done("r1", "A", "Goodbye.");
        call().onSpoken("Good", clock.nanos());
        assertThat(call().phase()).isEqualTo(CallPhase.ENDING);
        clock.advanceMs(5_000);
        assertThat(ends).isEmpty();
        call().onSpoken("bye.", clock.nanos());
        assertThat(ends).containsExactly("COMPLETED_BY_AGENT HangUp[]");
        assertThat(leg.ends).containsExactly("end completed_by_agent");
    }

    @Test
    void goodbye_isOverWhenTheLegStopsSpeaking() {
        begin();
        started("r1");
        text("r1", "A", "Goodbye.");
        call().onAgentSpeaking(true, clock.nanos());
        hangUpTool("r1");
        done("r1", "A", "Goodbye.");
        assertThat(ends).isEmpty();
        call().onAgentSpeaking(false, clock.nanos());
        assertThat(ends).containsExactly("COMPLETED_BY_AGENT HangUp[]");
    }

    @Test
    void goodbye_isReckonedWhereTheLegNeverSays() {
        begin();
        started("r1");
        text("r1", "A", "Goodbye and thank you for your call."); // 36 characters: 2.4 s
        hangUpTool("r1");
        done("r1", "A", "Goodbye and thank you for your call.");
        clock.advanceMs(3_300);
        assertThat(ends).isEmpty();
        clock.advanceMs(200);
        assertThat(ends).containsExactly("COMPLETED_BY_AGENT HangUp[]");
    }

    @Test
    void goodbye_hasALimit() {
        agent.hangUp = new HangUp(true, List.of(), Duration.ofSeconds(4));
        begin();
        started("r1");
        text("r1", "A", "Goodbye.");
        text("r1", "A", " And another thing that takes very long to say indeed.");
        call().onSpoken("Goodbye.", clock.nanos());
        hangUpTool("r1");
        done("r1", "A", "Goodbye. And another thing that takes very long to say indeed.");
        clock.advanceMs(4_000);
        assertThat(ends).containsExactly("COMPLETED_BY_AGENT HangUp[]");
    }

    @Test
    void goodbye_interrupted_isOff() {
        begin();
        started("r1");
        text("r1", "A", "Goodbye. See you.");
        hangUpTool("r1");
        done("r1", "A", "Goodbye. See you.");
        interrupt("Goodbye.");
        clock.advanceMs(30_000);
        assertThat(ends).isEmpty();
        assertThat(call().phase()).isEqualTo(CallPhase.TALKING);
    }

    @Test
    void transfer_interrupted_goesOn() {
        agent.transfers = Map.of("sales", new Transfer("sales", SALES, "Who wants to buy."));
        begin();
        started("r1");
        text("r1", "A", "One moment, I put you through.");
        call().onToolCall(new ToolCall("r1", "call_1", "transfer", "{\"target\":\"sales\"}"));
        done("r1", "A", "One moment, I put you through.");
        interrupt("One moment");
        assertThat(ends).hasSize(1).first().asString().startsWith("TRANSFERRED Transfer");
        assertThat(leg.ends).containsExactly("end transferred");
    }

    @Test
    void hangUpPhrase_endsTheCallOnceItIsSpoken() {
        agent.hangUp = new HangUp(false, List.of("have a nice day"), Duration.ofSeconds(10));
        begin();
        answer("r1", "A", "Then Have a nice Day!");
        assertThat(ends).isEmpty();
        call().onSpoken("Then Have a nice Day!", clock.nanos());
        assertThat(ends).containsExactly("COMPLETED_BY_AGENT HangUp[]");
    }

    @Test
    void silence_andTheLongestCall_endIt() {
        agent.silenceTimeout = Duration.ofSeconds(20);
        begin();
        answer("r1", "A", "Are you there?");
        call().onSpoken("Are you there?", clock.nanos());
        clock.advanceMs(26_000);
        assertThat(ends).containsExactly("SILENCE HangUp[]");
    }

    @Test
    void silence_isNotWhileTheAgentIsStillBeingSpoken_norForEver() {
        agent.silenceTimeout = Duration.ofSeconds(5);
        begin();
        answer("r1", "A", "word ".repeat(60)); // 20 s, and the leg never says
        clock.advanceMs(20_000);
        assertThat(ends).isEmpty();
        clock.advanceMs(10_000);
        assertThat(ends).containsExactly("SILENCE HangUp[]");
    }

    @Test
    void longestCall_endsIt() {
        agent.maxDuration = Duration.ofSeconds(30);
        begin();
        clock.advanceMs(30_000);
        assertThat(ends).containsExactly("MAX_DURATION HangUp[]");
        assertThat(leg.ends).containsExactly("end max_duration");
    }

    @Test
    void modelThatFails_endsTheCallWithAnApology() {
        begin();
        call().onSessionEnded(new ModelFailure(ModelFailure.Kind.LOST, "closed with 1011"));
        assertThat(ends).containsExactly("MODEL_FAILED Apologise[]");
        assertThat(leg.ends).containsExactly("end model_failed");
        assertThat(call().failureDetail()).isEqualTo("LOST: closed with 1011");
    }

    @Test
    void legThatClosed_leavesItOpenWhoHungUp_untilTheNetworkSays() {
        begin();
        call().onLegClosed(true);
        assertThat(ends).isEmpty();
        call().onEnded(true);
        assertThat(ends).containsExactly("COMPLETED_BY_CALLER Apologise[]");
    }

    @Test
    void legThatClosed_andNobodySaysWhy_endsTheCallInTime() {
        begin();
        call().onLegClosed(false);
        clock.advanceMs(30_000);
        assertThat(ends).containsExactly("LEG_FAILED Apologise[]");
    }

    @Test
    void legThatBroke_isReplaced_andTheAgentGoesOnWhereItStopped() {
        begin();
        prompt("When?");
        started("r1");
        text("r1", "A", "Your flight ");
        text("r1", "A", "leaves ");
        call().onSpoken("Your flight ", clock.nanos());
        call().onLegClosed(false);
        text("r1", "A", "at ten.");
        ended("r1", Status.CANCELLED);
        assertThat(model.sent).endsWith("cancel r1", "amend A Your flight");
        assertThat(call().phase()).isEqualTo(CallPhase.CONNECTING);

        assertThat(call().reopen()).isTrue();
        clock.advanceMs(2_000);
        FakeTextLeg other = new FakeTextLeg();
        call().resume(other);
        assertThat(model.sent.getLast()).startsWith("say The line broke off");
        answer("r2", "B", "leaves at ten.");
        assertThat(other.words()).isEqualTo("leaves at ten.");
        assertThat(leg.words()).isEqualTo("Your flight leaves ");
        clock.advanceMs(60_000);
        assertThat(ends).isEmpty();
        assertThat(meters.count(CallCounter.RELAY_BREAKS_RESUMED, "resumed")).isEqualTo(1);
        call().end(CallOutcome.DRAINED, new NextStep.Apologise());
        assertThat(other.ends).containsExactly("end drained");
    }

    @Test
    void legThatBroke_whileNobodySpoke_isReplacedWithoutAWord() {
        begin();
        call().onLegClosed(false);
        call().reopen();
        call().resume(new FakeTextLeg());
        assertThat(model.sent).isEmpty();
    }

    @Test
    void answerThatBeginsWhileThereIsNoLeg_isMadeAgainWhenThereIsOne() {
        begin();
        prompt("When?");
        model.pending = true;
        call().onLegClosed(false);
        started("r1");
        assertThat(model.sent).endsWith("cancel r1");
        text("r1", "A", "At ten.");
        ended("r1", Status.CANCELLED);
        assertThat(leg.sent).isEmpty();
        call().reopen();
        call().resume(new FakeTextLeg());
        assertThat(model.sent.getLast()).startsWith("say The line broke off");
    }

    @Test
    void legIsReplacedTwiceAtMost() {
        begin();
        for (int i = 0; i < 2; i++) {
            assertThat(call().reopen()).isTrue();
            call().resume(new FakeTextLeg());
        }
        assertThat(call().reopen()).isFalse();
        assertThat(meters.count(CallCounter.RELAY_BREAKS_GIVEN_UP, "given_up")).isEqualTo(1);
        assertThat(leg.ends).containsExactly("close DONE");
    }

    @Test
    void legThatBrokeDuringTheGoodbye_isNotReplaced() {
        begin();
        started("r1");
        text("r1", "A", "Goodbye.");
        hangUpTool("r1");
        done("r1", "A", "Goodbye.");
        assertThat(call().reopen()).isFalse();
        assertThat(ends).containsExactly("COMPLETED_BY_AGENT HangUp[]");
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
    void afterTheEnd_nothingIsSaidAnyMore() {
        begin();
        started("r1");
        call().end(CallOutcome.DRAINED, new NextStep.HangUp());
        text("r1", "A", "Hello?");
        prompt("Hello?");
        interrupt("");
        call().onDtmf('1');
        call().onSpoken("x", clock.nanos());
        call().onAgentSpeaking(true, clock.nanos());
        call().onLegClosed(false);
        ended("r1", Status.COMPLETED);
        assertThat(leg.sent).isEmpty();
        assertThat(model.sent).isEmpty();
        assertThat(model.closes).isEqualTo(1);
    }

    @Test
    void answerThatIsBegun_isClosedBeforeTheEnd() {
        begin();
        started("r1");
        text("r1", "A", "Your flight ");
        call().end(CallOutcome.DRAINED, new NextStep.HangUp());
        assertThat(leg.sent).containsExactly("text Your flight ", "last");
        assertThat(leg.ends).containsExactly("end drained");
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

    @Test
    void sessionThatComesAfterTheEnd_isClosed() {
        connecting();
        call().end(CallOutcome.DRAINED, new NextStep.HangUp());
        call().attach(model);
        assertThat(model.closes).isEqualTo(1);
    }

    // A test's words.

    private void greetingText(String words) {
        agent.greeting = new Greeting(Greeting.Speaker.AGENT, null, words);
    }

    private TextCall connecting() {
        TextCall call =
                new TextCall(
                        Settings.of(agent, meters, ResamplerProfile.LOW_LATENCY),
                        leg,
                        clock,
                        (_, outcome, next) -> ends.add(outcome + " " + next));
        begun = call;
        return call;
    }

    private void begin() {
        connecting().attach(model);
    }

    private TextCall call() {
        TextCall call = begun;
        return call == null ? connecting() : call;
    }

    private void prompt(String words) {
        call().onPrompt(words, "en-US", true, clock.nanos());
    }

    private void interrupt(String spoken) {
        call().onInterrupt(spoken, -1, clock.nanos());
    }

    private void started(String responseId) {
        model.pending = false;
        model.active = responseId;
        call().onResponseStarted(responseId);
    }

    private void text(String responseId, String itemId, String delta) {
        call().onText(responseId, itemId, delta, clock.nanos());
    }

    private void done(String responseId, String itemId, String text) {
        call().onTextDone(responseId, itemId, text);
        ended(responseId, Status.COMPLETED);
    }

    private void ended(String responseId, Status status) {
        model.active = null;
        call().onResponseDone(new ResponseEnd(responseId, status));
    }

    private void answer(String responseId, String itemId, String... deltas) {
        started(responseId);
        for (String delta : deltas) {
            text(responseId, itemId, delta);
        }
        done(responseId, itemId, String.join("", deltas));
    }

    private void hangUpTool(String responseId) {
        call().onToolCall(new ToolCall(responseId, "call_1", "hang_up", "{}"));
    }
}
