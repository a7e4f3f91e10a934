package dev.trunkline.gateway.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.codecs.resample.ResamplerProfile;
import dev.trunkline.gateway.LeakCheck;
import dev.trunkline.gateway.call.ModelSessionListener.AudioItem;
import dev.trunkline.gateway.call.ModelSessionListener.ResponseEnd;
import dev.trunkline.gateway.call.ModelSessionListener.ToolCall;
import dev.trunkline.observability.metrics.CallCounter;
import dev.trunkline.observability.metrics.CallOutcome;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A call whose model session is lost, with models that a test opens or refuses by hand. */
@ExtendWith(LeakCheck.class)
class TakeoverTest {
    private static final AudioItem GREETING = new AudioItem("resp_1", "item_A", 0);
    private static final AudioItem ANSWER = new AudioItem("resp_2", "item_B", 0);
    private static final ModelFailure LOST =
            new ModelFailure(ModelFailure.Kind.LOST, "closed with 1011");
    private static final ModelFailure UNREACHABLE =
            new ModelFailure(ModelFailure.Kind.UNREACHABLE, "ConnectException");

    private final FakeClock clock = new FakeClock();
    private final FakeLeg leg = new FakeLeg(clock, AudioFormat.PCMU);
    private final FakeSession first = new FakeSession();
    private final FakeSession second = new FakeSession();
    private final TestMeters meters = new TestMeters();
    private final FakeModels models = new FakeModels();
    private final List<String> ends = new ArrayList<>();
    private final AudioCall call =
            new AudioCall(
                    Settings.of(new TestAgent(), meters, ResamplerProfile.HIGH),
                    leg,
                    models,
                    clock,
                    PooledByteBufAllocator.DEFAULT,
                    (_, outcome, next) -> ends.add(outcome + " " + next));

    @BeforeEach
    void begin() {
        leg.connect(call);
        first.limitNanos = clock.nanos() + 120_000_000_000L;
        call.attach(first);
        clock.advanceMs(1); // the first probe came back
    }

    @AfterEach
    void nothingIsLeftOfTheCall() {
        call.end(CallOutcome.COMPLETED_BY_CALLER, new NextStep.HangUp());
        assertThat(ends).hasSize(1);
        assertThat(clock.pendingTimers()).isZero();
        meters.close();
    }

    @Test
    void theNextSession_isToldTheConversation_andAsksForWhatWasOwed() {
        greet();
        ask("item_U", "Where is my parcel?");
        first.call().onResponseStarted("resp_2");
        first.active = "resp_2";

        lose();
        assertThat(models.how).containsExactly("silent");
        ready(second);

        assertThat(second.sent)
                .containsExactly(
                        "agent trunkline_said_1 Hello there.",
                        "user Where is my parcel?",
                        "answer");
        assertThat(ends).isEmpty();
        assertThat(meters.count(CallCounter.TAKEOVERS_RESUMED, "resumed")).isEqualTo(1);
        assertThat(meters.latencies("trunkline_takeover_gap_seconds")).isEqualTo(1);
    }

    @Test
    void nothingIsAsked_whereNothingIsOwed() {
        greet();
        lose();
        ready(second);
        assertThat(second.sent).containsExactly("agent trunkline_said_1 Hello there.");
    }

    @Test
    void aCallThatHasNotBegun_isGreeted() {
        first.active = "resp_1";
        lose();
        ready(second);
        assertThat(models.how).containsExactly("greeting");
        assertThat(second.sent).isEmpty();
    }

    @Test
    void anAnswerThatBrokeOff_isPlayedAsFarAsItCame_andGoneOnWith() {
        greet();
        first.active = "resp_2";
        first.call().onResponseStarted("resp_2");
        first.call().onTranscriptDelta("item_B", "One two three four five six seven");
        speak(first, ANSWER, 500);
        lose();
        long playedBefore = leg.playedBytes();
        clock.advanceMs(600);
        assertThat(leg.playedBytes() - playedBefore).isPositive();
        ready(second);

        // 500 ms: no more than ten characters, in whole words.
        assertThat(second.sent)
                .containsExactly(
                        "agent trunkline_said_1 Hello there.",
                        "agent trunkline_said_2 One two",
                        "user " + LastingSession.AGENT_BROKE_OFF,
                        "answer");
    }

    @Test
    void theCallersVoice_waitsForTheNextSession_andNothingOfItIsLost() {
        media(0, (byte) 1);
        greet();
        lose();
        media(20, (byte) 2);
        media(40, (byte) 3);
        ready(second);
        media(60, (byte) 4);

        byte[] heard = second.audio.toByteArray();
        assertThat(heard).hasSize(3 * 160);
        assertThat(heard[0]).isEqualTo((byte) 2);
        assertThat(heard[160]).isEqualTo((byte) 3);
        assertThat(heard[320]).isEqualTo((byte) 4);
    }

    @Test
    void aCallerWhoseLastWordsWereLost_isAnswered() {
        greet();
        silence(400, 400);
        voice(800, 200);
        lose();
        ready(second);
        assertThat(second.sent)
                .containsExactly(
                        "agent trunkline_said_1 Hello there.",
                        "user " + LastingSession.CALLER_BROKE_OFF,
                        "answer");
    }

    @Test
    void aCallerWhoSpeaksOn_isHeardOut_butNotLeftWithoutAnAnswer() {
        greet();
        silence(400, 400);
        voice(800, 200);
        first.call().onSpeechStarted(350);
        lose();
        voice(1_000, 100);
        ready(second);
        assertThat(second.sent).doesNotContain("answer");
        clock.advanceMs(2_000);
        assertThat(second.sent).endsWith("answer");
    }

    @Test
    void aCallerWhoSpeaksOn_andIsHeard_isAnsweredByTheModel() {
        greet();
        silence(400, 400);
        voice(800, 200);
        first.call().onSpeechStarted(350);
        lose();
        voice(1_000, 100);
        ready(second);
        second.call().onSpeechStarted(0);
        clock.advanceMs(2_000);
        assertThat(second.sent).doesNotContain("answer");
    }

    @Test
    void aToolThatRunsMeanwhile_answersTheNextSession() {
        greet();
        first.call().onToolCall(new ToolCall("resp_2", "call_1", "nothing_such", "{}"));
        first.call().onResponseDone(new ResponseEnd("resp_2", ResponseEnd.Status.COMPLETED));
        first.active = null;
        first.pending = true; // the answer to the tool's output was asked for
        lose();
        ready(second);
        assertThat(second.sent).hasSize(4);
        assertThat(second.sent.get(1)).isEqualTo("tool call_1 nothing_such{}");
        assertThat(second.sent.get(2)).startsWith("output call_1 ");
        assertThat(second.sent.get(3)).isEqualTo("answer");
    }

    @Test
    void keysPressedInTheGap_areToldAndAnswered() {
        greet();
        lose();
        call.onDtmf('7');
        call.onDtmf('#');
        ready(second);
        assertThat(second.sent)
                .containsExactly(
                        "agent trunkline_said_1 Hello there.",
                        "user [caller pressed 7#]",
                        "answer");
    }

    @Test
    void aBargeInAfterTheTakeover_amendsWhatWasReplayed() {
        first.active = "resp_1";
        first.call().onResponseStarted("resp_1");
        speak(first, GREETING, 4_000);
        first.call().onTranscript("item_A", "aaaa bbbb cccc dddd");
        finish(first, GREETING);
        lose();
        ready(second);
        clock.advanceMs(2_000);
        second.call().onSpeechStarted(0);
        assertThat(second.sent)
                .containsExactly(
                        "agent trunkline_said_1 aaaa bbbb cccc dddd",
                        "amend trunkline_said_1 aaaa bbbb");
    }

    @Test
    void triesThatFail_arePausedLonger_thenTheCallIsApologisedFor() {
        greet();
        lose();
        fail(0, UNREACHABLE);
        assertThat(models.opened).hasSize(1);
        clock.advanceMs(200);
        assertThat(models.opened).hasSize(2);
        fail(1, UNREACHABLE);
        clock.advanceMs(150);
        assertThat(models.opened).hasSize(2);
        clock.advanceMs(250);
        assertThat(models.opened).hasSize(3);
        assertThat(ends).isEmpty();
        fail(2, UNREACHABLE);

        assertThat(ends).containsExactly("MODEL_FAILED Apologise[]");
        assertThat(call.failureDetail())
                .isEqualTo("LOST: closed with 1011; all tries were used up (ConnectException)");
        assertThat(meters.count(CallCounter.TAKEOVERS_GIVEN_UP, "given_up")).isEqualTo(1);
    }

    @Test
    void aSessionThatIsReadyTooLate_isClosed() {
        greet();
        lose();
        clock.advanceMs(5_000);
        assertThat(ends).containsExactly("MODEL_FAILED Apologise[]");
        ready(second);
        assertThat(second.closes).isEqualTo(1);
    }

    @Test
    void aCallThatEndsInTheGap_closesTheSessionThatComes() {
        greet();
        lose();
        call.onEnded(true);
        ready(second);
        assertThat(second.closes).isEqualTo(1);
        assertThat(second.listener).isNull();
        assertThat(meters.count(CallCounter.TAKEOVERS_ABANDONED, "abandoned")).isEqualTo(1);
    }

    @Test
    void aRefusal_isNotTriedAgain() {
        greet();
        lose();
        fail(0, new ModelFailure(ModelFailure.Kind.REFUSED, "upgrade refused with HTTP 401"));
        assertThat(ends).containsExactly("MODEL_FAILED Apologise[]");
    }

    @Test
    void sessionsThatBreakAtOnce_shareTheirTries() {
        greet();
        lose();
        ready(second);
        second.call().onSessionEnded(LOST);
        clock.advanceMs(200);
        FakeSession third = new FakeSession();
        models.opened.get(1).complete(third);
        third.call().onSessionEnded(LOST);
        clock.advanceMs(400);
        FakeSession fourth = new FakeSession();
        models.opened.get(2).complete(fourth);
        assertThat(ends).isEmpty();
        fourth.call().onSessionEnded(LOST);
        assertThat(ends).containsExactly("MODEL_FAILED Apologise[]");
    }

    @Test
    void audioHeldForASlowSession_isSentWhole_thoughItReadsAgainBeforeItIsStarted() {
        AudioCall slow =
                new AudioCall(
                        Settings.of(new TestAgent(), meters, ResamplerProfile.HIGH),
                        new FakeLeg(clock, AudioFormat.PCMU),
                        models,
                        clock,
                        PooledByteBufAllocator.DEFAULT,
                        (_, _, _) -> {});
        for (int frame = 0; frame < 5; frame++) {
            slow.onMedia(TestPayload.of(new byte[160]), frame * 20L, clock.nanos());
        }
        FakeSession session = new FakeSession();
        session.mostUnflushed = 3; // then its buffer is full, until it is flushed
        slow.attach(session);
        slow.onMedia(TestPayload.of(new byte[160]), 100, clock.nanos());
        assertThat(session.audio.size()).isEqualTo(6 * 160);
        slow.end(CallOutcome.COMPLETED_BY_CALLER, new NextStep.HangUp());
    }

    @Test
    void beforeTheLimit_theNextSessionIsOpened_andGoneOverToInSilence() {
        greet();
        clock.advanceMs(60_000 - 400);
        assertThat(models.how).containsExactly("silent");
        first.call().onSpeechStarted(0);
        ready(second);
        clock.advanceMs(2_000);
        assertThat(second.listener).as("the caller speaks").isNull();
        first.call().onSpeechStopped(100);
        first.call().onCommitted("item_U");
        first.call().onCallerTranscript("item_U", "Where is my parcel?");
        clock.advanceMs(1_000);
        assertThat(second.listener).as("the answer is owed").isNull();
        first.active = "resp_2";
        first.call().onResponseStarted("resp_2");
        speak(first, ANSWER, 1_000);
        first.call().onTranscript("item_B", "On its way.");
        finish(first, ANSWER);
        clock.advanceMs(500);
        assertThat(second.listener).as("the agent is heard").isNull();
        clock.advanceMs(1_000);

        assertThat(second.listener).isNotNull();
        assertThat(first.closes).isEqualTo(1);
        assertThat(second.sent)
                .containsExactly(
                        "agent trunkline_said_1 Hello there.",
                        "user Where is my parcel?",
                        "agent trunkline_said_2 On its way.");
        assertThat(meters.count(CallCounter.TAKEOVERS_PLANNED, "planned")).isEqualTo(1);
        assertThat(meters.latencies("trunkline_takeover_gap_seconds")).isEqualTo(1);
        assertThat(ends).isEmpty();
    }

    @Test
    void atTheLimit_theNextSessionTakesOver_whoeverSpeaks() {
        greet();
        clock.advanceMs(60_000);
        first.active = "resp_2";
        first.call().onResponseStarted("resp_2");
        first.call().onTranscriptDelta("item_B", "One two three four five six seven");
        speak(first, ANSWER, 500);
        ready(second);
        clock.advanceMs(49_000);
        assertThat(second.listener).isNull();
        clock.advanceMs(1_000); // 10 s before the limit
        assertThat(second.sent)
                .containsExactly(
                        "agent trunkline_said_1 Hello there.",
                        "agent trunkline_said_2 One two",
                        "user " + LastingSession.AGENT_BROKE_OFF,
                        "answer");
    }

    @Test
    void aSessionThatIsLostNearItsLimit_isFollowedByTheOneThatIsReady() {
        greet();
        clock.advanceMs(60_000 - 400);
        first.call().onSpeechStarted(0);
        ready(second);
        lose();
        assertThat(models.opened).hasSize(1);
        assertThat(second.sent).endsWith("user " + LastingSession.CALLER_BROKE_OFF, "answer");
    }

    @Test
    void aCallThatEndsNearTheLimit_closesTheNextSession() {
        greet();
        clock.advanceMs(60_000 - 400);
        first.call().onSpeechStarted(0);
        ready(second);
        call.onEnded(true);
        assertThat(second.closes).isEqualTo(1);
    }

    @Test
    void aNextSessionThatCannotBeHad_isTriedAgain_andTheCallGoesOnMeanwhile() {
        greet();
        clock.advanceMs(60_000);
        fail(0, UNREACHABLE);
        clock.advanceMs(7_500);
        assertThat(models.opened).hasSize(2);
        ready(second);
        assertThat(second.listener).isNotNull();
    }

    private void lose() {
        first.call().onSessionEnded(LOST);
    }

    private void ready(FakeSession session) {
        models.opened.getLast().complete(session);
    }

    private void fail(int number, ModelFailure why) {
        models.opened.get(number).fail(new ModelUnavailableException(why));
    }

    private void greet() {
        first.active = "resp_1";
        first.call().onResponseStarted("resp_1");
        speak(first, GREETING, 200);
        first.call().onTranscript("item_A", "Hello there.");
        finish(first, GREETING);
        clock.advanceMs(400);
    }

    private static void finish(FakeSession session, AudioItem item) {
        session.call().onAudioDone(item);
        session.active = null;
        session.call()
                .onResponseDone(new ResponseEnd(item.responseId(), ResponseEnd.Status.COMPLETED));
    }

    private void ask(String itemId, String words) {
        first.call().onSpeechStarted(0);
        first.call().onSpeechStopped(100);
        first.call().onCommitted(itemId);
        first.call().onCallerTranscript(itemId, words);
    }

    private void silence(long fromMs, int ms) {
        for (int at = 0; at < ms; at += 20) {
            media(fromMs + at, (byte) 0xFF);
            clock.advanceMs(20);
        }
    }

    private void voice(long fromMs, int ms) {
        for (int at = 0; at < ms; at += 20) {
            byte[] frame = new byte[160];
            for (int sample = 0; sample < frame.length; sample++) {
                frame[sample] = (byte) (sample % 8 < 4 ? 0x10 : 0x90); // a square wave of 1 kHz
            }
            call.onMedia(TestPayload.of(frame), fromMs + at, clock.nanos());
            call.onReadComplete();
            clock.advanceMs(20);
        }
    }

    private void media(long timestampMs, byte value) {
        byte[] frame = new byte[160];
        Arrays.fill(frame, value);
        call.onMedia(TestPayload.of(frame), timestampMs, clock.nanos());
        call.onReadComplete();
    }

    private void speak(FakeSession session, AudioItem item, int ms) {
        String base64 = Base64.getEncoder().encodeToString(new byte[ms * 8]);
        ByteBuf message = PooledByteBufAllocator.DEFAULT.buffer(base64.length());
        message.writeCharSequence(base64, StandardCharsets.US_ASCII);
        session.call().onAudio(item, message, 0, message.writerIndex(), clock.nanos());
        message.release();
    }
}
