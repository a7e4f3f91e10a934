package dev.trunkline.gateway.call;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.codecs.g711.G711;
import dev.trunkline.codecs.resample.ResamplerProfile;
import dev.trunkline.gateway.LeakCheck;
import dev.trunkline.gateway.call.ModelSessionListener.AudioItem;
import dev.trunkline.gateway.call.ModelSessionListener.ResponseEnd;
import dev.trunkline.gateway.call.ModelSessionListener.ToolCall;
import dev.trunkline.observability.latency.BargeInTimes;
import dev.trunkline.observability.latency.LatencyMetric;
import dev.trunkline.observability.latency.TurnTimes;
import dev.trunkline.observability.latency.TurnTimes.Outcome;
import dev.trunkline.observability.metrics.CallCounter;
import dev.trunkline.observability.metrics.CallOutcome;
import dev.trunkline.observability.record.CallRecord;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A call of at least ten minutes whose every delay is drawn and known: the ledger has to say the
 * same, turn by turn.
 */
@ExtendWith(LeakCheck.class)
class CallLedgerTest {
    private static final int FRAME_MS = 20;
    private static final int FRAME = 160;
    private static final int CALL_MS = 10 * 60_000;

    private static final List<LatencyMetric> PARTS =
            List.of(
                    LatencyMetric.TURN_ENDPOINTING,
                    LatencyMetric.TURN_MODEL,
                    LatencyMetric.TURN_DELIVERY,
                    LatencyMetric.TURN_PLAYOUT,
                    LatencyMetric.TURN_LEAD_SILENCE);

    /** What was drawn for one turn. */
    private record Drawn(
            long endpointingMs, long modelMs, long playoutMs, long leadMs, boolean tool) {}

    private record DrawnBargeIn(long reactionMs, long oneWayMs) {}

    private final FakeClock clock = new FakeClock();
    private final FakeLeg leg = new FakeLeg(clock, AudioFormat.PCMU);
    private final FakeSession model = new FakeSession();
    private final TestMeters meters = new TestMeters();
    private final TestAgent agent = new TestAgent();
    private final List<Drawn> drawn = new ArrayList<>();
    private final List<DrawnBargeIn> drawnBargeIns = new ArrayList<>();
    private final byte[] tone = tone();
    private final byte[] quiet = new byte[FRAME];

    private long timestampMs;
    private int responses;

    @AfterEach
    void close() {
        meters.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theLedgerSaysWhatWasDrawn_andSumsToHeard(long seed) {
        Random random = new Random(seed);
        Arrays.fill(quiet, (byte) 0xFF);
        agent.maxDuration = Duration.ofHours(1);
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
        listen(call, 1_000);
        boolean interrupting = false;
        while (timestampMs < CALL_MS) {
            interrupting = turn(call, random, interrupting);
        }
        listen(call, 6_000);
        call.end(CallOutcome.COMPLETED_BY_CALLER, new NextStep.HangUp());

        CallRecord record = call.record(CallOutcome.COMPLETED_BY_CALLER);
        assertTurns(record.turns());
        assertBargeIns(record.bargeIns());
        assertThat(requireNonNull(record.latencies().get(LatencyMetric.TURN_HEARD)).count())
                .isEqualTo(drawn.size());
        assertThat(meters.latencies("trunkline_turn_heard_seconds")).isEqualTo(drawn.size());
        assertThat(meters.count(CallCounter.DISCARDED_LATENCIES)).isZero();
        assertThat(clock.pendingTimers()).isZero();
    }

    private void assertTurns(List<TurnTimes> turns) {
        assertThat(turns).hasSameSizeAs(drawn);
        for (int i = 0; i < drawn.size(); i++) {
            Drawn want = drawn.get(i);
            TurnTimes turn = turns.get(i);
            assertThat(turn.heardUs()).as("%s", turn).isNotNull();
            long sum = 0;
            for (LatencyMetric part : PARTS) {
                sum += requireNonNull(turn.us(part));
            }
            assertThat(sum).as("sum of %s", turn).isEqualTo(turn.heardUs());
            assertThat(turn.endpointingUs()).isEqualTo(want.endpointingMs * 1_000);
            assertThat(turn.modelUs()).isEqualTo(want.modelMs * 1_000);
            assertThat(turn.deliveryUs()).isZero();
            assertThat(turn.playoutUs()).isEqualTo(want.playoutMs * 1_000);
            assertThat(turn.leadSilenceUs()).isCloseTo(want.leadMs * 1_000, within(5_000L));
            assertThat(turn.toolCalls()).isEqualTo(want.tool ? 1 : 0);
        }
        assertThat(turns).extracting(TurnTimes::outcome).contains(Outcome.HEARD);
        assertThat(turns).extracting(TurnTimes::outcome).contains(Outcome.INTERRUPTED);
    }

    private void assertBargeIns(List<BargeInTimes> bargeIns) {
        assertThat(bargeIns).hasSameSizeAs(drawnBargeIns).hasSizeGreaterThan(10);
        for (int i = 0; i < bargeIns.size(); i++) {
            DrawnBargeIn want = drawnBargeIns.get(i);
            BargeInTimes bargeIn = bargeIns.get(i);
            long silenceUs = (want.reactionMs + 2 * want.oneWayMs) * 1_000;
            assertThat(bargeIn.reactionUs()).isEqualTo(want.reactionMs * 1_000);
            assertThat(bargeIn.silenceUs()).isEqualTo(silenceUs);
            assertThat(bargeIn.leakedUs()).isEqualTo(silenceUs);
        }
    }

    /** One utterance and its answer; whether the caller interrupts that, and so speaks next. */
    private boolean turn(AudioCall call, Random random, boolean interrupting) {
        long speechMs = 600L + (long) FRAME_MS * random.nextInt(60);
        long startedMs = 100L + random.nextInt(250);
        if (interrupting) {
            drawnBargeIns.add(new DrawnBargeIn(startedMs, leg.oneWayMs));
        }
        clock.outside(startedMs * 1_000_000, () -> call.onSpeechStarted(0));
        speak(call, speechMs);
        // From here on the last voiced frame came one frame ago.
        leg.oneWayMs = random.nextInt(80);
        Drawn turn =
                new Drawn(
                        FRAME_MS + (long) random.nextInt(800),
                        50L + random.nextInt(1_500),
                        2 * leg.oneWayMs,
                        random.nextInt(350),
                        random.nextInt(4) == 0);
        drawn.add(turn);
        boolean interrupted = random.nextInt(3) == 0;
        long answerMs = interrupted ? 8_000 : 1_500L + random.nextInt(2_000);
        long stoppedMs = turn.endpointingMs - FRAME_MS;
        clock.outside(
                stoppedMs * 1_000_000,
                () -> {
                    call.onSpeechStopped(0);
                    call.onCommitted("item_U");
                    if (turn.tool) {
                        callTool(call);
                    }
                });
        long firstDeltaMs = stoppedMs + turn.modelMs;
        AudioItem item = new AudioItem("resp_" + ++responses, "item_" + responses, 0);
        clock.outside(firstDeltaMs * 1_000_000, () -> answer(call, item, turn.leadMs, answerMs));
        // Until the answer was heard, or well into it.
        long untilMs =
                firstDeltaMs
                        + turn.playoutMs
                        + (interrupted ? turn.leadMs + 1_000 : answerMs + turn.leadMs + 500);
        listen(call, untilMs);
        return interrupted;
    }

    private static void callTool(AudioCall call) {
        call.onResponseStarted("resp_tool");
        call.onToolCall(new ToolCall("resp_tool", "call_1", "look_up", "{}"));
        call.onResponseDone(new ResponseEnd("resp_tool", ResponseEnd.Status.COMPLETED));
    }

    private void answer(AudioCall call, AudioItem item, long leadMs, long answerMs) {
        model.active = item.responseId();
        call.onResponseStarted(item.responseId());
        byte[] audio = new byte[(int) ((leadMs + answerMs) * 8)];
        for (int i = 0; i < audio.length; i++) {
            audio[i] = i < leadMs * 8 ? (byte) 0xFF : tone[i % FRAME];
        }
        for (int from = 0; from < audio.length; from += 1_601) {
            byte[] piece = Arrays.copyOfRange(audio, from, Math.min(audio.length, from + 1_601));
            ByteBuf message = text(Base64.getEncoder().encodeToString(piece));
            call.onAudio(item, message, 0, message.writerIndex(), clock.nanos());
            message.release();
        }
        call.onAudioDone(item);
        model.active = null;
        call.onResponseDone(new ResponseEnd(item.responseId(), ResponseEnd.Status.COMPLETED));
    }

    private void speak(AudioCall call, long ms) {
        send(call, ms, tone);
    }

    private void listen(AudioCall call, long ms) {
        send(call, ms, quiet);
    }

    private void send(AudioCall call, long ms, byte[] frame) {
        for (long sent = 0; sent < ms; sent += FRAME_MS) {
            call.onMedia(TestPayload.of(frame), timestampMs, clock.nanos());
            call.onReadComplete();
            timestampMs += FRAME_MS;
            clock.advanceMs(FRAME_MS);
        }
    }

    private static byte[] tone() {
        byte[] tone = new byte[FRAME];
        for (int i = 0; i < FRAME; i++) {
            tone[i] = G711.linearToUlaw((short) (8_000 * Math.sin(2 * Math.PI * i / 16)));
        }
        return tone;
    }

    private static ByteBuf text(String text) {
        ByteBuf buffer = PooledByteBufAllocator.DEFAULT.buffer(text.length());
        buffer.writeCharSequence(text, StandardCharsets.US_ASCII);
        return buffer;
    }
}
