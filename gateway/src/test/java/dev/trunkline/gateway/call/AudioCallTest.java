package dev.trunkline.gateway.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.codecs.audio.DtmfTones;
import dev.trunkline.codecs.resample.ResamplerProfile;
import dev.trunkline.gateway.LeakCheck;
import dev.trunkline.gateway.agent.HangUp;
import dev.trunkline.gateway.agent.Interruption;
import dev.trunkline.gateway.agent.Transfer;
import dev.trunkline.gateway.call.ModelSessionListener.AudioItem;
import dev.trunkline.gateway.call.ModelSessionListener.ResponseEnd;
import dev.trunkline.gateway.call.ModelSessionListener.ToolCall;
import dev.trunkline.gateway.trunk.PhoneNumber;
import dev.trunkline.observability.metrics.CallCounter;
import dev.trunkline.observability.metrics.CallOutcome;
import dev.trunkline.observability.metrics.CallPhase;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(LeakCheck.class)
class AudioCallTest {
    private static final AudioItem ITEM = new AudioItem("resp_1", "item_A", 0);
    private static final PhoneNumber SALES = new PhoneNumber("+15550100123");

    private final FakeClock clock = new FakeClock();
    private final FakeLeg leg = new FakeLeg(clock, AudioFormat.PCMU);
    private final FakeSession model = new FakeSession();
    private final TestMeters meters = new TestMeters();
    private final TestAgent agent = new TestAgent();
    private final FakeServices services = new FakeServices();
    private final List<String> ends = new ArrayList<>();
    private @Nullable AudioCall begun;

    @AfterEach
    void nothingIsLeftOfACallThatEnded() {
        call().end(CallOutcome.DRAINED, new NextStep.HangUp());
        assertThat(ends).hasSize(1);
        assertThat(clock.pendingTimers()).isZero();
        assertThat(leg.closes).hasSize(1);
        meters.close();
    }

    @Test
    void greeting_isPlayedOnceThePhoneIsThere_andCountsAsFirstAudio() {
        begin();
        speak(ITEM, 400);
        clock.advanceMs(500);
        assertThat(leg.playedBytes()).isEqualTo(400 * 8);
        assertThat(meters.latencies("trunkline_first_audio_seconds")).isEqualTo(1);
        assertThat(call().phase()).isEqualTo(CallPhase.TALKING);
        assertThat(call().answers()).isEqualTo(1);
    }

    @Test
    void callerAudio_isHeldUntilTheSessionIsReady_thenSentInOrder() {
        connecting();
        for (int frame = 0; frame < 15; frame++) {
            media(frame * 20L, (byte) frame);
            clock.advanceMs(20);
        }
        call().attach(model);
        media(300, (byte) 15);
        call().onReadComplete();

        byte[] heard = model.audio.toByteArray();
        assertThat(heard).hasSize(16 * 160);
        for (int frame = 0; frame < 16; frame++) {
            assertThat(heard[frame * 160]).isEqualTo((byte) frame);
        }
        assertThat(model.flushes).isPositive();
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
        call().onDtmf('7');
        call().onDtmf('#');
        assertThat(model.sent).endsWith("user [caller pressed 7#]", "answer");
        assertThat(meters.count(CallCounter.DTMF_DIGITS)).isEqualTo(5);
    }

    @Test
    void hangUpTool_waitsUntilTheGoodbyeWasHeard() {
        begin();
        model.active = "resp_1";
        speak(ITEM, 1_000);
        call().onAudioDone(ITEM);
        responseDone(tool("hang_up", "{}"));
        assertThat(model.sent).containsExactly("output call_1 {\"result\":\"hanging up\"}");
        clock.advanceMs(990);
        assertThat(ends).isEmpty();
        clock.advanceMs(10);
        assertThat(ends).containsExactly("COMPLETED_BY_AGENT HangUp[]");
        assertThat(leg.closes).containsExactly(LegClose.DONE);
    }

    @Test
    void hangUpToolWithoutAGoodbye_asksForOne_andWaitsForIt() {
        begin();
        model.active = "resp_1";
        model.pending = true;
        responseDone(tool("hang_up", "{}"));
        assertThat(model.sent).endsWith("say Say goodbye in one short sentence.");
        clock.advanceMs(2_000);
        assertThat(ends).isEmpty();

        model.pending = false;
        model.active = "resp_2";
        AudioItem goodbye = new AudioItem("resp_2", "item_B", 0);
        call().onResponseStarted("resp_2");
        speak(goodbye, 600);
        call().onAudioDone(goodbye);
        model.active = null;
        call().onResponseDone(new ResponseEnd("resp_2", ResponseEnd.Status.COMPLETED));
        clock.advanceMs(599);
        assertThat(ends).isEmpty();
        clock.advanceMs(1);
        assertThat(ends).containsExactly("COMPLETED_BY_AGENT HangUp[]");
    }

    @Test
    void hangUp_endsAtTheLimitIfTheMarkNeverComes() {
        agent.hangUp = new HangUp(true, List.of(), Duration.ofSeconds(3));
        leg.answersMarks = false;
        begin();
        model.active = "resp_1";
        speak(ITEM, 1_000);
        responseDone(tool("hang_up", "{}"));
        clock.advanceMs(2_999);
        assertThat(ends).isEmpty();
        clock.advanceMs(1);
        assertThat(ends).containsExactly("COMPLETED_BY_AGENT HangUp[]");
    }

    @Test
    void hangUpWhileAProbeIsUnderWay_endsWhenItComesBack() {
        leg.oneWayMs = 200;
        connecting().attach(model); // the first probe takes 400 ms
        model.active = "resp_1";
        call().onTranscript("item_A", "nothing to say");
        agentHangsUpSilently();
        assertThat(ends).isEmpty();
        clock.advanceMs(400);
        assertThat(ends).containsExactly("COMPLETED_BY_AGENT HangUp[]");
    }

    @Test
    void callerWhoSpeaksIntoTheGoodbye_keepsTheCall() {
        begin();
        model.active = "resp_1";
        speak(ITEM, 1_000);
        responseDone(tool("hang_up", "{}"));
        clock.advanceMs(300);
        call().onSpeechStarted(0);
        clock.advanceMs(20_000);
        assertThat(ends).isEmpty();
        assertThat(call().interruptions()).isEqualTo(1);
    }

    @Test
    void hangUpPhrase_endsTheCallOnceItWasHeard() {
        agent.hangUp = new HangUp(false, List.of("Have a nice day"), Duration.ofSeconds(10));
        begin();
        model.active = "resp_1";
        speak(ITEM, 500);
        call().onTranscript("item_A", "Thanks, HAVE A NICE DAY!");
        call().onAudioDone(ITEM);
        responseDone();
        clock.advanceMs(499);
        assertThat(ends).isEmpty();
        clock.advanceMs(1);
        assertThat(ends).containsExactly("COMPLETED_BY_AGENT HangUp[]");
    }

    @Test
    void hangUpToolThatTheProfileForbids_isAnswered() {
        agent.hangUp = new HangUp(false, List.of(), Duration.ofSeconds(10));
        begin();
        responseDone(tool("hang_up", "{}"));
        assertThat(model.sent)
                .containsExactly(
                        "output call_1 {\"error\":\"this agent may not hang up\"}", "answer");
        assertThat(ends).isEmpty();
    }

    @Test
    void transfer_goesOnOnceTheCallerWasTold() {
        agent.transfers = Map.of("sales", new Transfer("sales", SALES, "Prices."));
        begin();
        model.active = "resp_1";
        speak(ITEM, 400);
        call().onAudioDone(ITEM);
        responseDone(tool("transfer", "{\"target\":\"sales\"}"));
        clock.advanceMs(100);
        assertThat(ends).isEmpty();
        call().onSpeechStarted(0); // no way back from a transfer
        assertThat(ends).hasSize(1);
        assertThat(ends.getFirst()).startsWith("TRANSFERRED Transfer[");
    }

    @ParameterizedTest
    @MethodSource("badTransfers")
    void transfer_withAnythingElse_tellsTheModelWhatIsThere(String arguments, String answer) {
        agent.transfers = Map.of("sales", new Transfer("sales", SALES, "Prices."));
        begin();
        responseDone(tool("transfer", arguments));
        assertThat(model.sent)
                .containsExactly("output call_1 {\"error\":\"" + answer + "\"}", "answer");
        assertThat(ends).isEmpty();
    }

    static Stream<Arguments> badTransfers() {
        String choice = "target must be one of [sales]";
        return Stream.of(
                Arguments.of("{\"target\":\"support\"}", choice),
                Arguments.of("{\"target\":7}", choice),
                Arguments.of("{}", choice),
                Arguments.of("[]", "the arguments are not a JSON object"),
                Arguments.of("", choice),
                Arguments.of("{\"target\":\"sal", "the arguments are not a JSON object"),
                Arguments.of("[".repeat(5_000), "the arguments are not a JSON object"));
    }

    @Test
    void sendDtmf_playsTones_behindTheAgentsWords_andIsNoAnswer() {
        agent.sendDtmf = true;
        begin();
        model.active = "resp_1";
        speak(ITEM, 400);
        call().onAudioDone(ITEM);
        responseDone(tool("send_dtmf", "{\"digits\":\"7w#\"}"));
        clock.advanceMs(400 + 200 + 500 + 200);
        DtmfTones tones = DtmfTones.of(AudioFormat.PCMU);
        byte[] played = leg.audio.toByteArray();
        assertThat(played).hasSize((400 + 200 + 500 + 200) * 8);
        assertThat(Arrays.copyOfRange(played, 400 * 8, 600 * 8)).isEqualTo(tones.audio('7'));
        assertThat(Arrays.copyOfRange(played, 1_100 * 8, 1_300 * 8)).isEqualTo(tones.audio('#'));
        assertThat(call().answers()).isEqualTo(1);
    }

    @Test
    void keysThatAreInterrupted_areNothingThatTheModelCouldTruncate() {
        agent.sendDtmf = true;
        begin();
        responseDone(tool("send_dtmf", "{\"digits\":\"1234567890\"}"));
        clock.advanceMs(500);
        call().onSpeechStarted(0);
        assertThat(leg.sent).containsOnlyOnce("clear");
        assertThat(model.sent).noneMatch(sent -> sent.startsWith("truncate"));
        assertThat(meters.latencies("trunkline_first_audio_seconds")).isZero();
    }

    @Test
    void switchedAgent_hangsUpByItsOwnPhrases_andAfterItsOwnSilence() {
        TestAgent other = new TestAgent();
        other.hangUp = new HangUp(false, List.of("so long"), Duration.ofSeconds(10));
        other.silenceTimeout = Duration.ofSeconds(5);
        services.agents.put("other", other.profile());
        agent.hangUp = new HangUp(true, List.of("bye"), Duration.ofSeconds(10));
        agent.switchTo = List.of("other");
        begin();
        responseDone(tool("switch_agent", "{\"agent\":\"other\"}"));
        assertThat(model.sent).first().isEqualTo("reconfigure front-desk");
        call().onTranscript("item_A", "Bye, says the other.");
        assertThat(call().phase()).isEqualTo(CallPhase.TALKING);
        call().onTranscript("item_B", "So long!");
        assertThat(call().phase()).isEqualTo(CallPhase.ENDING);
        call().onSpeechStarted(0); // there is more to say
        call().onSpeechStopped(0);
        clock.advanceMs(7_000);
        assertThat(ends).containsExactly("SILENCE HangUp[]");
    }

    @Test
    void switchedAgent_decidesWhatInterrupts_andWhatIsKept() {
        TestAgent other = new TestAgent();
        other.interruption = new Interruption(false, 0);
        services.agents.put("other", other.profile());
        agent.keepTranscript = true;
        agent.switchTo = List.of("other");
        begin();
        call().onTranscript("item_A", "kept");
        responseDone(tool("switch_agent", "{\"agent\":\"other\"}"));
        call().onTranscript("item_B", "not kept");
        AudioItem later = new AudioItem("resp_2", "item_B", 0);
        model.active = "resp_2";
        speak(later, 1_000);
        call().onSpeechStarted(0);
        assertThat(leg.sent).doesNotContain("clear");
        assertThat(call().record(CallOutcome.IN_PROGRESS).transcript()).isEqualTo("agent: kept\n");
    }

    @Test
    void silence_endsTheCall_thoughTheLegIsProbed() {
        agent.silenceTimeout = Duration.ofSeconds(60);
        begin();
        clock.advanceMs(59_000);
        assertThat(ends).isEmpty();
        clock.advanceMs(16_000);
        assertThat(ends).containsExactly("SILENCE HangUp[]");
        assertThat(meters.latencies("trunkline_leg_rtt_seconds")).isGreaterThan(2);
    }

    @Test
    void callerWhoSpeaksLongerThanTheSilenceTimeout_isNotSilent() {
        agent.silenceTimeout = Duration.ofSeconds(5);
        begin();
        call().onSpeechStarted(0);
        clock.advanceMs(30_000);
        assertThat(ends).isEmpty();
        call().onSpeechStopped(0);
        clock.advanceMs(4_900);
        assertThat(ends).isEmpty();
        clock.advanceMs(1_400);
        assertThat(ends).containsExactly("SILENCE HangUp[]");
    }

    @Test
    void agentWhoSpeaksLongerThanTheSilenceTimeout_isNotSilent() {
        agent.silenceTimeout = Duration.ofSeconds(5);
        begin();
        speak(ITEM, 30_000);
        call().onAudioDone(ITEM);
        clock.advanceMs(34_000);
        assertThat(ends).isEmpty();
        clock.advanceMs(3_000);
        assertThat(ends).containsExactly("SILENCE HangUp[]");
    }

    @Test
    void maximumDuration_endsTheCall() {
        agent.maxDuration = Duration.ofSeconds(30);
        begin();
        clock.advanceMs(29_998); // begin() took one
        assertThat(ends).isEmpty();
        clock.advanceMs(1);
        assertThat(ends).containsExactly("MAX_DURATION HangUp[]");
        assertThat(call().elapsedSeconds()).isEqualTo(30);
    }

    @ParameterizedTest
    @MethodSource("everySide")
    void everySideEndsTheCallOnce_andWhatComesAfterwardsLeavesNothing(
            String expected, Consumer<AudioCall> side) {
        begin();
        speak(ITEM, 5_000);
        call().onDtmf('1');
        media(0, (byte) 1);
        side.accept(call());
        assertThat(ends).containsExactly(expected);
        assertThat(model.closes).isEqualTo(1);
        assertThat(call().phase()).isEqualTo(CallPhase.ENDING);
        assertThat(clock.pendingTimers()).isZero();

        // Both peers go on until they have read the close.
        int sent = leg.sent.size();
        media(20, (byte) 2);
        call().onReadComplete();
        call().onDtmf('2');
        call().onMark(0, 1);
        call().onWritable();
        speak(ITEM, 1_000);
        call().onSpeechStarted(0);
        call().onSpeechStopped(0);
        call().onCommitted("item_U");
        call().onResponseStarted("resp_9");
        call().onTranscript("item_A", "goodbye");
        call().onAudioDone(ITEM);
        responseDone(tool("hang_up", "{}"));
        call().onModelWritable();
        call().onSessionEnded(null);
        call().onEnded(false);
        call().onModelUnavailable(new ModelFailure(ModelFailure.Kind.LOST, "late"));
        clock.advanceMs(3_600_000);

        assertThat(ends).hasSize(1);
        assertThat(leg.sent).hasSize(sent);
        assertThat(model.closes).isEqualTo(1);
    }

    static Stream<Arguments> everySide() {
        return Stream.of(
                side("COMPLETED_BY_CALLER Apologise[]", call -> call.onEnded(true)),
                side("LEG_FAILED Apologise[]", call -> call.onEnded(false)),
                side(
                        "MODEL_FAILED Apologise[]",
                        call ->
                                call.onSessionEnded(
                                        new ModelFailure(ModelFailure.Kind.LOST, "closed"))),
                side(
                        "MODEL_REFUSED Apologise[]",
                        call ->
                                call.onModelUnavailable(
                                        new ModelFailure(ModelFailure.Kind.REFUSED, "401"))),
                side(
                        "DRAINED Apologise[]",
                        call -> call.end(CallOutcome.DRAINED, new NextStep.Apologise())));
    }

    @Test
    void sessionThatIsReadyAfterTheEnd_isClosed() {
        AudioCall call = connecting();
        media(0, (byte) 1);
        call.onEnded(true);
        call.attach(model);
        assertThat(model.closes).isEqualTo(1);
        assertThat(model.listener).isNull();
    }

    @Test
    void failure_isKeptForTheLog_andALaterOneDoesNotReplaceIt() {
        begin();
        call().onModelUnavailable(new ModelFailure(ModelFailure.Kind.LOST, "closed with 1011"));
        call().onModelUnavailable(new ModelFailure(ModelFailure.Kind.EXPIRED, "late"));
        assertThat(call().failureDetail()).isEqualTo("LOST: closed with 1011");
    }

    @Test
    void invalidAudioOfTheModel_isCountedAndDropped() {
        begin();
        ByteBuf message = text("not base64!!");
        call().onAudio(ITEM, message, 0, message.writerIndex(), clock.nanos());
        message.release();
        assertThat(leg.frames()).isZero();
        assertThat(meters.count(CallCounter.MALFORMED_MODEL, "model")).isEqualTo(1);
    }

    private void agentHangsUpSilently() {
        agent.hangUp = new HangUp(true, List.of(), Duration.ofSeconds(10));
        responseDone(tool("hang_up", "{}"));
    }

    private static Arguments side(String expected, Consumer<AudioCall> end) {
        return Arguments.of(expected, end);
    }

    private static ToolCall tool(String name, String arguments) {
        return new ToolCall("resp_1", "call_1", name, arguments);
    }

    private void responseDone(ToolCall... calls) {
        for (ToolCall toolCall : calls) {
            call().onToolCall(toolCall);
        }
        model.active = null;
        call().onResponseDone(new ResponseEnd("resp_1", ResponseEnd.Status.COMPLETED));
    }

    private void begin() {
        connecting().attach(model);
        clock.advanceMs(1); // the first probe came back
    }

    private AudioCall connecting() {
        AudioCall call =
                new AudioCall(
                        Settings.of(
                                agent,
                                meters,
                                ResamplerProfile.HIGH,
                                2_000,
                                new CallNumbers(Settings.CALLER, Settings.LINE),
                                services.services()),
                        leg,
                        Settings.NO_MODELS,
                        clock,
                        PooledByteBufAllocator.DEFAULT,
                        (_, outcome, next) -> ends.add(outcome + " " + next));
        leg.connect(call);
        begun = call;
        return call;
    }

    private AudioCall call() {
        if (begun == null) {
            throw new IllegalStateException("no call was begun");
        }
        return begun;
    }

    private void media(long timestampMs, byte value) {
        byte[] frame = new byte[160];
        Arrays.fill(frame, value);
        call().onMedia(TestPayload.of(frame), timestampMs, clock.nanos());
    }

    private void speak(AudioItem item, int ms) {
        ByteBuf message = text(Base64.getEncoder().encodeToString(new byte[ms * 8]));
        call().onAudio(item, message, 0, message.writerIndex(), clock.nanos());
        message.release();
    }

    private static ByteBuf text(String text) {
        ByteBuf buffer = PooledByteBufAllocator.DEFAULT.buffer(text.length());
        buffer.writeCharSequence(text, StandardCharsets.US_ASCII);
        return buffer;
    }
}
