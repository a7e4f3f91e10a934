package dev.trunkline.gateway.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.gateway.agent.HangUp;
import dev.trunkline.gateway.agent.Transfer;
import dev.trunkline.gateway.call.ModelSessionListener.ResponseEnd.Status;
import dev.trunkline.gateway.call.ModelSessionListener.ToolCall;
import dev.trunkline.gateway.trunk.PhoneNumber;
import dev.trunkline.observability.metrics.CallCounter;
import dev.trunkline.observability.metrics.CallOutcome;
import dev.trunkline.observability.metrics.CallPhase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How calls in words end, and how they survive their leg. */
class TextCallEndingsTest extends TextCallScene {
    private static final PhoneNumber SALES = new PhoneNumber("+15550100123");

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
    void callerWhoHangsUpDuringTheGoodbye_hasHungUp() {
        begin();
        started("r1");
        text("r1", "A", "Goodbye and thank you.");
        hangUpTool("r1");
        call().onLegClosed(true);
        ended("r1", Status.CANCELLED);
        clock.advanceMs(3_000);
        assertThat(ends).isEmpty();
        call().onEnded(true);
        assertThat(ends).containsExactly("COMPLETED_BY_CALLER Apologise[]");
    }

    @Test
    void waitingForALeg_isNoSilence() {
        agent.silenceTimeout = Duration.ofSeconds(5);
        begin();
        call().onLegClosed(false);
        clock.advanceMs(29_000);
        assertThat(ends).isEmpty();
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
    void sessionThatComesAfterTheEnd_isClosed() {
        connecting();
        call().end(CallOutcome.DRAINED, new NextStep.HangUp());
        call().attach(model);
        assertThat(model.closes).isEqualTo(1);
    }
}
