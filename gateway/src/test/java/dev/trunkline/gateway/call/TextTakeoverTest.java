package dev.trunkline.gateway.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.gateway.LeakCheck;
import dev.trunkline.gateway.call.ModelSessionListener.ResponseEnd;
import dev.trunkline.observability.metrics.CallCounter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A call in words whose model session is lost. */
@ExtendWith(LeakCheck.class)
class TextTakeoverTest extends TextCallScene {
    private static final ModelFailure LOST =
            new ModelFailure(ModelFailure.Kind.LOST, "closed with 1011");

    private final FakeSession second = new FakeSession();

    @Test
    void theNextSession_isToldTheWords_andAnswersWhatWasAsked() {
        greetingText("Blue Bay Dental.");
        begin();
        prompt("Are you open?");
        says("resp_1", "item_1", "We are.");
        done("resp_1");
        prompt("Until when?");
        model.pending = true; // asked for, and not begun
        lose();
        assertThat(models.how).containsExactly("silent");
        ready();
        assertThat(second.sent)
                .containsExactly(
                        "agent trunkline_said_1 Blue Bay Dental.",
                        "user Are you open?",
                        "agent trunkline_said_2 We are.",
                        "user Until when?",
                        "answer");
        assertThat(ends).isEmpty();
        assertThat(meters.count(CallCounter.TAKEOVERS_RESUMED, "resumed")).isEqualTo(1);
    }

    @Test
    void anAnswerThatBrokeOff_isSpokenAsFarAsItCame_andGoneOnWith() {
        begin();
        prompt("Are you open?");
        model.active = "resp_1";
        model.call().onResponseStarted("resp_1");
        model.call().onText("resp_1", "item_1", "We are open from", clock.nanos());
        lose();
        assertThat(leg.sent).endsWith("last");
        ready();
        assertThat(second.sent)
                .containsExactly(
                        "user Are you open?",
                        "agent trunkline_said_1 We are open from",
                        "user " + LastingSession.AGENT_BROKE_OFF,
                        "answer");
    }

    @Test
    void aPromptInTheGap_isAnswered_andNotWithdrawn() {
        begin();
        prompt("Are you open?");
        model.pending = true;
        lose();
        prompt("Hello?");
        ready();
        assertThat(second.sent).containsExactly("user Are you open?", "user Hello?", "answer");
        second.active = "resp_1";
        second.call().onResponseStarted("resp_1");
        assertThat(second.sent).doesNotContain("cancel resp_1");
    }

    @Test
    void anInterruptionAfterTheTakeover_amendsWhatWasReplayed() {
        begin();
        prompt("Are you open?");
        says("resp_1", "item_1", "We are open from nine to five.");
        done("resp_1");
        lose();
        ready();
        interrupt("We are open");
        assertThat(second.sent).endsWith("amend trunkline_said_1 We are open");
    }

    @Test
    void withoutAnotherSession_theCallIsApologisedFor() {
        begin();
        lose();
        clock.advanceMs(5_000);
        assertThat(ends).containsExactly("MODEL_FAILED Apologise[]");
    }

    private void says(String responseId, String itemId, String words) {
        model.pending = false;
        model.active = responseId;
        model.call().onResponseStarted(responseId);
        model.call().onText(responseId, itemId, words, clock.nanos());
        model.call().onTextDone(responseId, itemId, words);
    }

    private void done(String responseId) {
        model.active = null;
        model.call().onResponseDone(new ResponseEnd(responseId, ResponseEnd.Status.COMPLETED));
    }

    private void lose() {
        model.call().onSessionEnded(LOST);
    }

    private void ready() {
        models.opened.getLast().complete(second);
    }
}
