package dev.trunkline.loadtest.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.loadtest.model.Answers;
import dev.trunkline.loadtest.model.Answers.ScriptedTurn;
import dev.trunkline.loadtest.model.ConnectionRecord;
import dev.trunkline.loadtest.model.ModelBehavior;
import dev.trunkline.loadtest.pbx.MediaFormat;
import dev.trunkline.loadtest.pbx.PbxCallReport;
import dev.trunkline.loadtest.pbx.PbxCallReport.Continued;
import dev.trunkline.loadtest.pbx.PbxCallReport.Outcome;
import dev.trunkline.loadtest.pbx.PbxCallScript;
import dev.trunkline.loadtest.pbx.PbxPhoneCall;
import dev.trunkline.loadtest.phone.CallScript;
import dev.trunkline.loadtest.phone.CallerAudio;
import dev.trunkline.loadtest.phone.CarrierSide;
import dev.trunkline.loadtest.phone.PhoneCallReport.StreamReport;
import dev.trunkline.loadtest.phone.RtpPath;
import dev.trunkline.loadtest.phone.When;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole calls over a simulated Asterisk, on machines without a real one; and what it breaks. */
@ExtendWith(Leaks.class)
class PbxConversationIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Map<String, String> OPUS = Map.of("MEDIA", "rtp", "FORMAT", "opus");

    private static CallScript.Builder talk() {
        return CallScript.spoken()
                .say(When.agentEnded(500), CallerAudio.utterance(1))
                .say(When.agentEnded(500), CallerAudio.utterance(2));
    }

    @ParameterizedTest
    @CsvSource({
        "rtp, alaw, ALAW, epoll",
        "rtp, opus, OPUS, epoll",
        "rtp, opus, OPUS, io_uring",
        "websocket, slin16, OPUS, epoll"
    })
    void aCall_isHeardAndAnswered_whateverItsMedia(
            String media, String format, MediaFormat codec, String transport) {
        try (PbxBench bench =
                new PbxBench(
                        Map.of("MEDIA", media, "FORMAT", format),
                        Map.of("TRUNKLINE_TRANSPORT", transport),
                        _ -> ModelBehavior.defaults())) {
            PbxPhoneCall call =
                    bench.asterisk.call(
                            PbxCallScript.of(
                                            PbxBench.APPLICATION,
                                            "1000",
                                            talk().hangUp(When.agentEnded(500)).build())
                                    .withCodec(codec));
            PbxCallReport report = PbxBench.ended(call);

            assertThat(report.outcome()).isEqualTo(Outcome.CALLER_HUNG_UP);
            StreamReport stream = report.media().orElseThrow();
            assertThat(stream.turns()).hasSize(2);
            ConnectionRecord model = bench.bench.model.connections().getFirst().record();
            assertThat(model.violations()).isEmpty();
            report.rtp()
                    .ifPresent(rtp -> {
                        assertThat(rtp.dynamicTypes() + rtp.undecodable() + rtp.malformed())
                                .isZero();
                        assertThat(rtp.received().lost()).isZero();
                    });
        }
    }

    @Test
    void anInterruption_silencesTheAgent_thoughAQuarterOfTheCallersPacketsIsLost() {
        try (PbxBench bench = new PbxBench(OPUS, Map.of(), _ -> ModelBehavior.defaults())) {
            CallScript caller =
                    CallScript.spoken()
                            .carrier(new CarrierSide(0, new RtpPath(0.25, 1, 0, 0, 3), null))
                            .say(When.interrupting(400), CallerAudio.utterance(1))
                            .hangUp(When.agentEnded(500))
                            .build();
            PbxPhoneCall call =
                    bench.asterisk.call(
                            PbxCallScript.of(PbxBench.APPLICATION, "1000", caller)
                                    .withCodec(MediaFormat.OPUS));
            StreamReport stream = PbxBench.ended(call).media().orElseThrow();

            assertThat(stream.framesLost()).isGreaterThan(20);
            assertThat(stream.bargeIns()).hasSize(1);
            assertThat(stream.turns()).hasSize(1);
            assertThat(bench.bench.counter("trunkline_barge_ins_total")).isEqualTo(1);
            assertThat(bench.bench.counter("trunkline_concealed_audio_seconds_total")).isPositive();
        }
    }

    @Test
    void anAgentThatTransfers_sendsTheCallOnInTheDialplan() {
        ModelBehavior transfers =
                ModelBehavior.defaults()
                        .withAnswers(
                                Answers.defaults()
                                        .withTurns(
                                                Map.of(
                                                        2,
                                                        ScriptedTurn.speakAndCall(
                                                                "transfer",
                                                                "{\"target\":\"desk\"}"))));
        String agents =
                "{default: {instructions: Be brief., transfers: {desk: {to: \"+442079460123\"}}}}";
        try (PbxBench bench =
                new PbxBench(
                        Map.of("TRANSFER_CONTEXT", "outside"),
                        Map.of("TRUNKLINE_AGENTS", agents),
                        _ -> transfers)) {
            PbxCallReport report = PbxBench.ended(bench.call(talk().build()));

            assertThat(report.outcome()).isEqualTo(Outcome.CONTINUED);
            assertThat(report.continued()).contains(new Continued("outside", "+442079460123", 1));
            assertThat(report.variables()).containsEntry("TRUNKLINE_NEXT", "transfer");
        }
    }

    @Test
    void aCallForNobody_goesOnInTheDialplan_unanswered() {
        try (PbxBench bench = new PbxBench(OPUS, Map.of(), _ -> ModelBehavior.defaults())) {
            PbxCallReport report = PbxBench.ended(bench.call(talk().build(), "agent=nobody"));

            assertThat(report.outcome()).isEqualTo(Outcome.CONTINUED);
            assertThat(report.continued()).contains(new Continued("from-carrier", "1000", 3));
            assertThat(report.media()).isEmpty();
        }
    }

    @Test
    void anAsteriskThatDies_endsItsCalls_andIsConnectedAgain() {
        try (PbxBench bench = new PbxBench(OPUS, Map.of(), _ -> ModelBehavior.defaults())) {
            PbxPhoneCall call = bench.call(CallScript.spoken().build());
            Bench.got(call.await(progress -> progress.mediaReceived() > 10, LIMIT));
            Bench.get(bench.asterisk.die());
            Bench.get(bench.asterisk.startAgain());
            bench.awaitApplication();
            bench.bench.assertAtRest();

            PbxCallReport report =
                    PbxBench.ended(bench.call(talk().hangUp(When.agentEnded(500)).build()));
            assertThat(report.media().orElseThrow().turns()).hasSize(2);
        }
    }

    /** How it is tried again, and when, is AriEventsIT's. */
    @Test
    void aPasswordThatIsNoLongerTaken_leavesTheAsteriskShownAsLost() {
        try (PbxBench bench = new PbxBench(OPUS, Map.of(), _ -> ModelBehavior.defaults())) {
            assertThat(bench.bench.counter("trunkline_pbx_connected")).isEqualTo(1);
            bench.asterisk.password("another");
            bench.asterisk.breakEventSockets();
            Bench.await(
                    "a refusal of the event socket",
                    () ->
                            bench.asterisk.requests().stream()
                                    .anyMatch(request ->
                                            request.status() == 401
                                                    && request.path().endsWith("/events")));
            assertThat(bench.bench.counter("trunkline_pbx_connected")).isZero();
        }
    }
}
