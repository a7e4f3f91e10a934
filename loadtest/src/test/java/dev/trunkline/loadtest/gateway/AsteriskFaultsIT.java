package dev.trunkline.loadtest.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.loadtest.asterisk.AsteriskProcess;
import dev.trunkline.loadtest.asterisk.ReportOnFailure;
import dev.trunkline.loadtest.asterisk.RtpPhone;
import dev.trunkline.loadtest.asterisk.Sipp;
import dev.trunkline.loadtest.audio.MuLaw;
import dev.trunkline.loadtest.audio.Speech;
import dev.trunkline.loadtest.gateway.AsteriskBench.Way;
import dev.trunkline.loadtest.model.Answers;
import dev.trunkline.loadtest.model.Answers.ScriptedTurn;
import dev.trunkline.loadtest.model.ModelBehavior;
import dev.trunkline.observability.metrics.CallOutcome;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What breaks between the gateway and a real Asterisk, and who goes on with the caller. */
@ExtendWith(Leaks.class)
class AsteriskFaultsIT {
    private final KeptCalls kept = new KeptCalls();
    private AsteriskProcess asterisk;

    @RegisterExtension final ReportOnFailure report = new ReportOnFailure(() -> asterisk);

    @BeforeEach
    void start() {
        asterisk = AsteriskProcess.started(AsteriskBench.setup());
    }

    @AfterEach
    void stop() {
        asterisk.close();
    }

    private Bench bench(Map<String, String> further, ModelBehavior model) {
        return AsteriskBench.bench(asterisk, Way.MULAW_RTP, further, _ -> model, kept);
    }

    private void awaitRecords(int number) {
        Bench.await("a record", Duration.ofSeconds(60), () -> kept.all().size() == number);
    }

    /** Where the dialplan went on, the phone hears itself. */
    private static void assertEchoes(Sipp.Call call, RtpPhone phone) {
        List<ByteBuffer> speech = RtpPhone.frames(Speech.utterance(3), MuLaw.FRAME_BYTES);
        phone.speak(call, speech);
        ByteBuffer last = speech.get(speech.size() / 2);
        Bench.await(
                "the echo",
                () -> phone.heard().stream().anyMatch(packet -> packet.payload().equals(last)));
    }

    @Test
    void anAsteriskThatIsKilled_takesItsCallAlong_andBringsCallsAgainWhenItIsBack() {
        try (Bench bench = bench(Map.of(), ModelBehavior.defaults())) {
            try (RtpPhone phone = new RtpPhone(RtpPhone.Codec.ULAW);
                    AsteriskEar ear = new AsteriskEar(phone, RtpPhone.Codec.ULAW);
                    Sipp.Call _ = Sipp.signalling(phone).dial(asterisk, "talk")) {
                Bench.await("the greeting has begun", () -> ear.audibleMs() >= 200);
                asterisk.kill();
                Bench.await("it is missed", () -> bench.counter("trunkline_pbx_connected") == 0);
            }
            asterisk.start(AsteriskBench.setup());
            Bench.await(
                    "it is connected again",
                    Duration.ofSeconds(60),
                    () -> bench.counter("trunkline_pbx_connected") == 1);
            awaitRecords(1);
            bench.assertAtRest();
            try (RtpPhone phone = new RtpPhone(RtpPhone.Codec.ULAW);
                    AsteriskEar ear = new AsteriskEar(phone, RtpPhone.Codec.ULAW);
                    Sipp.Call call = Sipp.signalling(phone).dial(asterisk, "talk")) {
                Bench.await("the next greeting has begun", () -> ear.audibleMs() >= 200);
                asterisk.hangUpAll();
                call.awaitGoodEnd();
                awaitRecords(2);
            }
            assertThat(bench.counter("trunkline_pbx_reconnects_total")).isPositive();
        }
    }

    @Test
    void anAgentThatTransfers_sendsTheCallerOnInTheDialplan() {
        Map<String, String> agent =
                Map.of(
                        "TRUNKLINE_AGENTS",
                        """
                        {default: {instructions: Be brief., transfers: {office: {
                          to: "+15550100123", description: A person.}}}}
                        """);
        ModelBehavior model =
                ModelBehavior.defaults()
                        .withAnswers(
                                Answers.defaults()
                                        .withTurns(
                                                Map.of(
                                                        0,
                                                        ScriptedTurn.speakAndCall(
                                                                "transfer",
                                                                "{\"target\":\"office\"}"))));
        try (Bench bench = bench(agent, model);
                RtpPhone phone = new RtpPhone(RtpPhone.Codec.ULAW);
                Sipp.Call call = Sipp.signalling(phone).dial(asterisk, "talk")) {
            awaitRecords(1);
            assertThat(kept.all().getFirst().outcome()).isEqualTo(CallOutcome.TRANSFERRED);
            Bench.await(
                    "the caller is where transfers go",
                    () ->
                            asterisk.channels().stream()
                                    .anyMatch(channel -> channel.contains("!from-agents!")));
            assertEchoes(call, phone);
            bench.assertAtRest();
            asterisk.hangUpAll();
            call.awaitGoodEnd();
        }
    }

    @Test
    void aCallThatNobodyTakes_staysInTheDialplan() {
        try (Bench bench = bench(Map.of(), ModelBehavior.defaults());
                RtpPhone phone = new RtpPhone(RtpPhone.Codec.ULAW);
                Sipp.Call call = Sipp.signalling(phone).dial(asterisk, "nobody")) {
            awaitRecords(1);
            assertThat(kept.all().getFirst().outcome()).isEqualTo(CallOutcome.REJECTED_AGENT);
            Bench.await("answered by the dialplan", () -> call.rtpPort().isPresent());
            assertEchoes(call, phone);
            bench.assertAtRest();
            asterisk.hangUpAll();
            call.awaitGoodEnd();
        }
    }
}
