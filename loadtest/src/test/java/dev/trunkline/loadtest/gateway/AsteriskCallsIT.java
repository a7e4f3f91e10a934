package dev.trunkline.loadtest.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.loadtest.asterisk.AsteriskProcess;
import dev.trunkline.loadtest.asterisk.Baresip;
import dev.trunkline.loadtest.asterisk.Correlation;
import dev.trunkline.loadtest.asterisk.ReportOnFailure;
import dev.trunkline.loadtest.asterisk.RtpPhone;
import dev.trunkline.loadtest.asterisk.Sipp;
import dev.trunkline.loadtest.audio.Speech;
import dev.trunkline.loadtest.gateway.AsteriskBench.Way;
import dev.trunkline.loadtest.model.Answers;
import dev.trunkline.loadtest.model.Answers.ScriptedTurn;
import dev.trunkline.loadtest.model.ConnectionRecord;
import dev.trunkline.loadtest.model.ConnectionRecord.Truncation;
import dev.trunkline.loadtest.model.ModelBehavior;
import dev.trunkline.loadtest.model.ModelConnection;
import dev.trunkline.observability.latency.LatencyMetric;
import dev.trunkline.observability.latency.TurnTimes;
import dev.trunkline.observability.metrics.CallOutcome;
import dev.trunkline.observability.metrics.TrunkKind;
import dev.trunkline.observability.record.CallRecord;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whole calls from real SIP callers through a real Asterisk to the simulated model. */
@ExtendWith(Leaks.class)
class AsteriskCallsIT {
    private static final byte[] UTTERANCE = Speech.utterance(2);
    private static final int FRAME_BYTES = 160;

    private static AsteriskProcess asterisk;

    @RegisterExtension final ReportOnFailure report = new ReportOnFailure(() -> asterisk);

    private final KeptCalls kept = new KeptCalls();

    @BeforeAll
    static void start() {
        asterisk = AsteriskProcess.started(AsteriskBench.setup());
    }

    @AfterAll
    static void stop() {
        asterisk.close();
    }

    private Bench bench(Way way, ModelBehavior model) {
        return AsteriskBench.bench(asterisk, way, Map.of(), _ -> model, kept);
    }

    private CallRecord record() {
        Bench.await("the record", () -> kept.all().size() == 1);
        return kept.all().getFirst();
    }

    private static ModelConnection connection(Bench bench) {
        Bench.await("the model's connection", () -> !bench.model.connections().isEmpty());
        return bench.model.connections().getFirst();
    }

    /** Waits until the phone has heard an answer, and then nothing for a while. */
    private static void awaitAnswer(AsteriskEar ear, int audibleMs) {
        Bench.await(
                "an answer is heard",
                Duration.ofSeconds(30),
                () -> ear.audibleMs() >= audibleMs && ear.silentMs() >= 500);
    }

    private static int audibleMs(int answer) {
        short[] samples = Correlation.repeated(Heard.answer(answer), 1);
        int frames = 0;
        for (int at = 0; at + 160 <= samples.length; at += 160) {
            frames += Correlation.rms(samples, at, at + 160) >= 200 ? 1 : 0;
        }
        return frames * 20;
    }

    private static int indexOf(byte[] whole, byte[] part) {
        for (int at = 0; at + part.length <= whole.length; at++) {
            if (Arrays.equals(whole, at, at + part.length, part, 0, part.length)) {
                return at;
            }
        }
        return -1;
    }

    @ParameterizedTest
    @EnumSource
    void aConversation_isHeardOnBothSides_andItsKeysAreTold(Way way) {
        try (Bench bench = bench(way, ModelBehavior.defaults());
                RtpPhone phone = new RtpPhone(way.phone);
                AsteriskEar ear = new AsteriskEar(phone, way.phone);
                Sipp.Call call = Sipp.signalling(phone).dial(asterisk, "talk")) {
            // Softer frames may fall below the threshold on the way.
            int greeting = audibleMs(0) * 8 / 10;
            awaitAnswer(ear, greeting);
            phone.speak(call, ear.payloads(UTTERANCE));
            awaitAnswer(ear, greeting + audibleMs(1) * 8 / 10);
            phone.press(call, '5');
            phone.press(call, '#');
            ModelConnection model = connection(bench);
            Bench.await(
                    "the model is told of the keys",
                    () ->
                            model.conversation().stream()
                                    .anyMatch(item -> "[caller pressed 5#]".equals(item.text())));
            asterisk.hangUpAll();
            call.awaitGoodEnd();

            CallRecord record = record();
            assertThat(record.outcome()).isEqualTo(CallOutcome.COMPLETED_BY_CALLER);
            assertThat(record.leg().label()).isEqualTo(way.leg());
            assertThat(record.arm().kind()).isEqualTo(TrunkKind.PBX);
            assertThat(record.turns().getFirst().outcome()).isEqualTo(TurnTimes.Outcome.HEARD);
            assertThat(record.turns().getFirst().heardUs()).isPositive();
            assertThat(record.latencies())
                    .containsKeys(
                            LatencyMetric.CALL_SETUP,
                            LatencyMetric.FIRST_AUDIO,
                            LatencyMetric.TURN_HEARD,
                            LatencyMetric.TURN_ENDPOINTING);
            assertHeardByTheModel(way, model.record());
            assertHeardByTheCaller(way, ear);
            assertThat(model.record().violations()).isEmpty();
            Bench.await("nothing is left in Asterisk", () -> asterisk.channels().isEmpty());
        }
    }

    private static void assertHeardByTheModel(Way way, ConnectionRecord model) {
        if (way.alike == 1) {
            assertThat(framesInOrder(model.audio(), UTTERANCE))
                    .as("share of what was said that the model heard, byte for byte and in order")
                    .isGreaterThanOrEqualTo(way == Way.MULAW_SOCKET ? 1 : 0.95);
            return;
        }
        assertThat(Correlation.of(Correlation.repeated(UTTERANCE, 1), way.samples(model.audio())))
                .as("likeness of what was said and what the model heard")
                .isGreaterThan(way.alike);
    }

    /**
     * Whether a busy machine's late frame was lost cannot be told at once. Over RTP another may
     * stand in its place; over the WebSocket, where none can be lost, silence may be before it.
     */
    private static double framesInOrder(byte[] heard, byte[] said) {
        int frames = said.length / FRAME_BYTES;
        int found = 0;
        int from = 0;
        for (int frame = 0; frame < frames; frame++) {
            byte[] wanted =
                    Arrays.copyOfRange(said, frame * FRAME_BYTES, (frame + 1) * FRAME_BYTES);
            int at = indexOf(Arrays.copyOfRange(heard, from, heard.length), wanted);
            if (at >= 0) {
                found++;
                from += at + FRAME_BYTES;
            }
        }
        return (double) found / frames;
    }

    private static void assertHeardByTheCaller(Way way, AsteriskEar ear) {
        for (int answer = 0; answer < 2; answer++) {
            if (way.alike == 1) {
                assertThat(indexOf(Heard.voiced(ear.muLaw()), Heard.voiced(Heard.answer(answer))))
                        .as("where answer %d was heard", answer)
                        .isNotNegative();
            } else {
                short[] said = Correlation.repeated(Heard.answer(answer), 1);
                assertThat(Correlation.of(said, ear.samples()))
                        .as("likeness of answer %d and what was heard", answer)
                        .isGreaterThan(way.alike);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MULAW_RTP", "OPUS_RTP", "MULAW_SOCKET", "OPUS_SOCKET"})
    void anInterruption_silencesThePhone_andTheModelIsToldWhatWasHeard(Way way) {
        ModelBehavior fast =
                ModelBehavior.defaults().withAnswers(Answers.defaults().withPaceFactor(0));
        try (Bench bench = bench(way, fast);
                RtpPhone phone = new RtpPhone(way.phone);
                AsteriskEar ear = new AsteriskEar(phone, way.phone);
                Sipp.Call call = Sipp.signalling(phone).dial(asterisk, "talk")) {
            Bench.await("the greeting has begun", () -> ear.audibleMs() >= 400);
            phone.speak(call, ear.payloads(UTTERANCE));
            ConnectionRecord model = connection(bench).record();
            Bench.await("a truncation", () -> !model.truncations().isEmpty());
            // The interruption's own answer, which is whole.
            awaitAnswer(ear, audibleMs(1) * 8 / 10);
            asterisk.hangUpAll();
            call.awaitGoodEnd();

            CallRecord record = record();
            assertThat(record.bargeIns()).hasSize(1);
            assertThat(record.bargeIns().getFirst().silenceUs()).isNotNull();
            Truncation truncation = model.truncations().getFirst();
            assertThat(truncation.errorCode()).isNull();
            assertThat(truncation.audioEndMs()).isBetween(200L, truncation.itemAudioMs() - 200);
            short[] cut = ear.samples();
            short[] said = Correlation.repeated(Heard.answer(0), 1);
            int tail = 8 * (int) (truncation.audioEndMs() + 400); // 400 ms: all that is on the way
            assertThat(
                            Correlation.of(
                                    Arrays.copyOfRange(
                                            said, Math.min(tail, said.length - 8_000), said.length),
                                    cut))
                    .as("likeness of what was cut off and what was heard")
                    .isLessThan(0.5);
        }
    }

    @Test
    void theCallerHangsUp_inTheMiddleOfASentence() {
        try (Bench bench = bench(Way.MULAW_RTP, ModelBehavior.defaults());
                RtpPhone phone = new RtpPhone(RtpPhone.Codec.ULAW);
                Sipp.Call call =
                        Sipp.signalling(phone)
                                .hangingUpAfter(Duration.ofSeconds(1))
                                .dial(asterisk, "talk")) {
            call.awaitGoodEnd();
            assertThat(record().outcome()).isEqualTo(CallOutcome.COMPLETED_BY_CALLER);
            bench.assertAtRest();
            Bench.await("nothing is left in Asterisk", () -> asterisk.channels().isEmpty());
            assertThat(bench.counter("trunkline_rtp_ports_used")).isZero();
        }
    }

    @Test
    void theAgentHangsUp_andTheCallerIsHungUpOn_whenTheGoodbyeWasHeard() {
        ModelBehavior model =
                ModelBehavior.defaults()
                        .withAnswers(
                                Answers.defaults()
                                        .withTurns(
                                                Map.of(
                                                        0,
                                                        ScriptedTurn.speakAndCall(
                                                                "hang_up", "{}"))));
        try (Bench bench = bench(Way.MULAW_RTP, model);
                RtpPhone phone = new RtpPhone(RtpPhone.Codec.ULAW);
                AsteriskEar ear = new AsteriskEar(phone, RtpPhone.Codec.ULAW);
                Sipp.Call call = Sipp.signalling(phone).dial(asterisk, "talk")) {
            call.awaitGoodEnd();
            assertThat(record().outcome()).isEqualTo(CallOutcome.COMPLETED_BY_AGENT);
            bench.assertAtRest();
            assertThat(indexOf(Heard.voiced(ear.muLaw()), Heard.voiced(Heard.answer(0))))
                    .as("where the goodbye was heard, whole")
                    .isNotNegative();
        }
    }

    @Test
    void baresip_hearsTheAgent_throughItsOwnOpus() {
        short[] silence = new short[48_000 * 6];
        try (Bench bench = bench(Way.OPUS_SOCKET, ModelBehavior.defaults());
                Baresip phone =
                        Baresip.dial(
                                asterisk,
                                "talk",
                                Baresip.Codec.OPUS,
                                silence,
                                Duration.ofSeconds(6))) {
            short[] heard = Correlation.to8k(phone.heard(), 48_000);
            assertThat(Correlation.of(Correlation.repeated(Heard.answer(0), 1), heard))
                    .as("likeness of the greeting and what was heard")
                    .isGreaterThan(0.75);
            assertThat(record().outcome()).isEqualTo(CallOutcome.COMPLETED_BY_CALLER);
            bench.assertAtRest();
        }
    }
}
