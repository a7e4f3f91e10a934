package dev.trunkline.gateway.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.codecs.resample.ResamplerProfile;
import dev.trunkline.gateway.agent.Greeting;
import dev.trunkline.gateway.agent.TwilioLeg;
import dev.trunkline.gateway.call.ModelSessionListener.ResponseEnd;
import dev.trunkline.gateway.call.ModelSessionListener.ResponseEnd.Status;
import dev.trunkline.gateway.call.ModelSessionListener.ToolCall;
import dev.trunkline.observability.metrics.CallOutcome;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** A call in words between a leg and a model that a test plays. */
abstract class TextCallScene {
    final FakeClock clock = new FakeClock();
    final FakeTextLeg leg = new FakeTextLeg();
    final FakeSession model = new FakeSession();
    final FakeModels models = new FakeModels();
    final TestMeters meters = new TestMeters();
    final TestAgent agent = new TestAgent();
    final List<String> ends = new ArrayList<>();
    private @Nullable TextCall begun;

    @AfterEach
    void nothingIsLeftOfACallThatEnded() {
        call().end(CallOutcome.DRAINED, new NextStep.HangUp());
        assertThat(ends).hasSize(1);
        assertThat(clock.pendingTimers()).isZero();
        meters.close();
    }

    void greetingText(String words) {
        agent.greeting = new Greeting(Greeting.Speaker.AGENT, null, words);
    }

    TextCall connecting() {
        agent.leg = TwilioLeg.RELAY;
        TextCall call =
                new TextCall(
                        Settings.of(agent, meters, ResamplerProfile.LOW_LATENCY),
                        leg,
                        models,
                        clock,
                        (_, outcome, next) -> ends.add(outcome + " " + next));
        begun = call;
        return call;
    }

    void begin() {
        connecting().attach(model);
    }

    TextCall call() {
        TextCall call = begun;
        return call == null ? connecting() : call;
    }

    void prompt(String words) {
        call().onPrompt(words, "en-US", true, clock.nanos());
    }

    void interrupt(String spoken) {
        call().onInterrupt(spoken, -1, clock.nanos());
    }

    void started(String responseId) {
        model.pending = false;
        model.active = responseId;
        call().onResponseStarted(responseId);
    }

    void text(String responseId, String itemId, String delta) {
        call().onText(responseId, itemId, delta, clock.nanos());
    }

    void done(String responseId, String itemId, String text) {
        call().onTextDone(responseId, itemId, text);
        ended(responseId, Status.COMPLETED);
    }

    void ended(String responseId, Status status) {
        model.active = null;
        call().onResponseDone(new ResponseEnd(responseId, status));
    }

    void answer(String responseId, String itemId, String... deltas) {
        started(responseId);
        for (String delta : deltas) {
            text(responseId, itemId, delta);
        }
        done(responseId, itemId, String.join("", deltas));
    }

    void hangUpTool(String responseId) {
        call().onToolCall(new ToolCall(responseId, "call_1", "hang_up", "{}"));
    }
}
