package dev.trunkline.gateway.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.codecs.resample.ResamplerProfile;
import dev.trunkline.gateway.LeakCheck;
import dev.trunkline.gateway.agent.Interruption;
import dev.trunkline.gateway.agent.TurnDetection;
import dev.trunkline.gateway.call.ModelSessionListener.AudioItem;
import dev.trunkline.gateway.call.ModelSessionListener.ResponseEnd;
import dev.trunkline.observability.metrics.CallCounter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The caller's speech while the agent speaks, in a whole call with a phone that plays. */
@ExtendWith(LeakCheck.class)
class BargeInTest {
    private static final AudioItem ITEM = new AudioItem("resp_1", "item_A", 0);

    private final FakeClock clock = new FakeClock();
    private final FakeLeg leg = new FakeLeg(clock, AudioFormat.PCMU);
    private final FakeSession model = new FakeSession();
    private final TestMeters meters = new TestMeters();
    private final TestAgent agent = new TestAgent();
    private boolean begun;

    @AfterEach
    void close() {
        if (begun) {
            model.call().onSessionEnded(new ModelFailure(ModelFailure.Kind.LOST, "test over"));
        }
        assertThat(clock.pendingTimers()).isZero();
        meters.close();
    }

    @Test
    void serverMode_clearsThenTruncates_andLeavesTheCancelToTheModel() {
        begin();
        speak(ITEM, 1_000);
        clock.advanceMs(260);
        model.call().onSpeechStarted(0);

        assertThat(leg.sent).endsWith("clear");
        assertThat(model.sent).containsExactly("truncate item_A 0 260");
        clock.advanceMs(0);
        assertThat(leg.playedBytes()).isZero();
        assertThat(meters.count(CallCounter.BARGE_INS)).isEqualTo(1);
        assertThat(meters.count(CallCounter.TRUNCATIONS)).isEqualTo(1);
    }

    @Test
    void lateDeltasOfTheCancelledResponse_reachNobody_andAreCounted() {
        begin();
        speak(ITEM, 1_000);
        clock.advanceMs(260);
        model.call().onSpeechStarted(0);
        int frames = leg.frames();
        speak(ITEM, 400);
        speak(new AudioItem("resp_1", "item_B", 0), 200);
        clock.advanceMs(1_000);

        assertThat(leg.frames()).isEqualTo(frames);
        assertThat(meters.count(CallCounter.DROPPED_DISCARDED_RESPONSE_MS, "discarded_response"))
                .isEqualTo(600);

        model.active = "resp_2";
        speak(new AudioItem("resp_2", "item_C", 0), 200);
        assertThat(leg.frames()).isEqualTo(frames + 10);
    }

    @Test
    void aResponseThatIsDone_isNotCancelled_itsRestIsCutAllTheSame() {
        agent.interruption = new Interruption(true, 300);
        begin();
        speak(ITEM, 5_000);
        model.active = null;
        model.call().onAudioDone(ITEM);
        model.call().onResponseDone(new ResponseEnd("resp_1", ResponseEnd.Status.COMPLETED));
        clock.advanceMs(500);
        model.call().onSpeechStarted(0);
        clock.advanceMs(800);
        assertThat(model.sent).containsExactly("truncate item_A 0 1300");
        assertThat(leg.sent).endsWith("clear");
    }

    @Test
    void speechWhileTheAgentIsSilent_interruptsNothing() {
        begin();
        model.call().onSpeechStarted(0);
        assertThat(model.sent).isEmpty();
        assertThat(leg.sent).doesNotContain("clear");
        assertThat(meters.count(CallCounter.BARGE_INS)).isZero();
    }

    @Test
    void speechBeforeTheFirstDelta_discardsTheResponseThatRuns() {
        begin();
        model.active = "resp_1";
        model.call().onSpeechStarted(0);
        speak(ITEM, 200);
        assertThat(leg.frames()).isZero();
        assertThat(model.sent).isEmpty();
    }

    @Test
    void gatewayMode_letsAShortWordPass_andDoesNotAnswerIt() {
        agent.interruption = new Interruption(true, 300);
        agent.turnDetection = new TurnDetection.ServerVad(0.5, 300, 200, null);
        begin();
        speak(ITEM, 2_000);
        model.call().onSpeechStarted(0);
        clock.advanceMs(450); // 250 ms of speech, then the 200 ms that prove its end
        model.call().onSpeechStopped(0);
        model.call().onCommitted("item_U");
        clock.advanceMs(1_000);

        assertThat(leg.sent).doesNotContain("clear");
        assertThat(model.sent).isEmpty();
        assertThat(meters.count(CallCounter.BACKCHANNELS)).isEqualTo(1);
    }

    @Test
    void gatewayMode_interruptsLongerSpeech_cancelsAndAsksForTheAnswer() {
        agent.interruption = new Interruption(true, 300);
        agent.turnDetection = new TurnDetection.ServerVad(0.5, 300, 200, null);
        begin();
        speak(ITEM, 2_000);
        clock.advanceMs(100);
        model.call().onSpeechStarted(0);
        clock.advanceMs(499);
        assertThat(leg.sent).doesNotContain("clear");
        clock.advanceMs(1);
        assertThat(leg.sent).endsWith("clear");
        assertThat(model.sent).containsExactly("cancel resp_1", "truncate item_A 0 600");

        model.active = null;
        model.call().onSpeechStopped(0);
        model.call().onCommitted("item_U");
        assertThat(model.sent).endsWith("answer");
    }

    @Test
    void gatewayMode_asksForTheAnswerToSpeechIntoSilence() {
        agent.interruption = new Interruption(true, 300);
        begin();
        model.call().onSpeechStarted(0);
        model.call().onSpeechStopped(0);
        model.call().onCommitted("item_U");
        assertThat(model.sent).containsExactly("answer");
    }

    @Test
    void serverMode_leavesTheAnswerToTheModel() {
        begin();
        model.call().onSpeechStarted(0);
        model.call().onSpeechStopped(0);
        model.call().onCommitted("item_U");
        assertThat(model.sent).isEmpty();
    }

    @Test
    void neverMode_letsTheAgentFinish_andAnswersAfterwards() {
        agent.interruption = new Interruption(false, 0);
        begin();
        speak(ITEM, 1_000);
        model.call().onSpeechStarted(0);
        clock.advanceMs(3_000);
        model.call().onSpeechStopped(0);
        model.call().onCommitted("item_U");
        assertThat(leg.sent).doesNotContain("clear");
        assertThat(model.sent).containsExactly("answer");
    }

    private void begin() {
        AudioCall call =
                new AudioCall(
                        Settings.of(agent, meters, ResamplerProfile.HIGH),
                        leg,
                        Settings.NO_MODELS,
                        clock,
                        PooledByteBufAllocator.DEFAULT,
                        (_, _, _) -> {});
        leg.connect(call);
        call.attach(model);
        begun = true;
        clock.advanceMs(1); // the first mark came back
    }

    private void speak(AudioItem item, int ms) {
        if (model.active == null) {
            model.active = item.responseId();
        }
        ByteBuf message =
                Unpooled.copiedBuffer(
                        Base64.getEncoder().encodeToString(new byte[ms * 8]),
                        StandardCharsets.US_ASCII);
        model.call().onAudio(item, message, 0, message.writerIndex(), clock.nanos());
    }
}
