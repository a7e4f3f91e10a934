package dev.trunkline.loadtest.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.loadtest.model.ModelBehavior;
import dev.trunkline.loadtest.phone.CallProgress;
import dev.trunkline.loadtest.phone.CallScript;
import dev.trunkline.loadtest.phone.Deviation;
import dev.trunkline.loadtest.phone.HangUp;
import dev.trunkline.loadtest.phone.PhoneCall;
import dev.trunkline.loadtest.phone.PhoneCallReport;
import dev.trunkline.loadtest.phone.PhoneCallReport.Outcome;
import dev.trunkline.loadtest.phone.RawMessage;
import dev.trunkline.loadtest.phone.When;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Phones, and others on the public port, that do not do as Twilio does. */
@ExtendWith(Leaks.class)
class HostilePhoneIT {
    private static final int OVER_64_KIB = 64 * 1_024 + 1;
    private static final String APOLOGY = "Say We are sorry";

    private static Bench bench(String lane) {
        Map<String, String> environment =
                new HashMap<>(
                        Bench.agents(lane, ", silenceTimeout: 5s", "beside", "pestered", "slow"));
        environment.put("TRUNKLINE_TWILIO_START_TIMEOUT", "1s");
        return new Bench(environment, _ -> ModelBehavior.defaults());
    }

    private static CallScript deviating(Deviation deviation) {
        return CallScript.inbound("/twilio/voice").deviate(deviation).maxDurationMs(20_000).build();
    }

    @ParameterizedTest
    @EnumSource(names = {"WEBHOOK_WRONG_SIGNATURE", "WEBHOOK_NO_SIGNATURE"})
    void aWebhookWithoutValidSignature_getsNoCall(Deviation deviation) {
        try (Bench bench = bench("fast")) {
            PhoneCallReport report = bench.call(deviating(deviation));

            assertThat(report.outcome()).isEqualTo(Outcome.WEBHOOK_FAILED);
            assertThat(report.stream()).isEmpty();
            assertThat(bench.model.connections()).isEmpty();
            assertOutcome(bench, "rejected_signature");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"STREAM_WRONG_SIGNATURE", "STREAM_NO_SIGNATURE"})
    void anUpgradeWithoutValidSignature_isRefused(Deviation deviation) {
        try (Bench bench = bench("fast")) {
            PhoneCallReport report = bench.call(deviating(deviation));

            assertThat(report.outcome()).isEqualTo(Outcome.STREAM_FAILED);
            assertApology(report);
            assertOutcome(bench, "rejected_signature");
            bench.assertAtRest(); // the session that was opened for it is closed
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"WRONG_PARAMETERS", "NO_PARAMETERS", "WRONG_CALL_SID"})
    void aStartThatNobodyExpects_isRefused(Deviation deviation) {
        try (Bench bench = bench("fast")) {
            PhoneCallReport report = bench.call(deviating(deviation));

            assertThat(report.outcome()).isEqualTo(Outcome.GATEWAY_HUNG_UP);
            assertThat(report.stream().orElseThrow().closeCode()).isEqualTo(1008);
            assertApology(report);
            assertOutcome(bench, "rejected_token");
            bench.assertAtRest();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"fast", "plain"})
    void aSilentPeer_isClosedAfterTheStartTimeout(String lane) {
        try (Bench bench = bench(lane)) {
            PhoneCallReport report = bench.call(deviating(Deviation.SILENT_PEER));

            assertThat(report.stream().orElseThrow().closeCode()).isEqualTo(1002);
            assertApology(report);
            assertOutcome(bench, "start_timeout");
            bench.assertAtRest();
        }
    }

    /** What does not follow the protocol but harms nobody; another call runs beside it. */
    @ParameterizedTest
    @ValueSource(strings = {"fast", "plain"})
    void messagesThatCannotBeUsed_areCountedAndTheCallGoesOn(String lane) {
        try (Bench bench = bench(lane)) {
            PhoneCall beside = bench.place(Bench.shortCall("beside").build());
            PhoneCall pestered =
                    bench.place(
                            Bench.shortCall("pestered")
                                    .deviate(Deviation.MEDIA_BEFORE_START)
                                    .deviate(Deviation.TWO_STARTS)
                                    .deviate(Deviation.NO_CONNECTED)
                                    .build());
            String streamSid =
                    Bench.reached(pestered, progress -> progress.framesSent() > 5).streamSid();
            List<RawMessage> malformed = malformed(streamSid);
            malformed.forEach(pestered::sendRaw);
            pestered.sendRaw(RawMessage.text("{\"event\":\"weather\",\"sky\":[]}"));
            pestered.sendRaw(RawMessage.fragmentedText("{\"event\":\"weather\",\"sky\":1}", 7));
            pestered.sendRaw(RawMessage.frame(0x9, true, "hello".getBytes(StandardCharsets.UTF_8)));
            Bench.await(
                    "both unknown events counted",
                    () -> bench.counter("trunkline_unrecognized_events_total", "leg") == 2);

            bench.assertUnharmed(Bench.ended(pestered), "pestered");
            bench.assertUnharmed(Bench.ended(beside), "beside");
            // The media before start and the second start are malformed too.
            assertThat(bench.counter("trunkline_malformed_messages_total", "leg"))
                    .isEqualTo(malformed.size() + 2);
            bench.assertAtRest();
        }
    }

    private static List<RawMessage> malformed(String streamSid) {
        List<RawMessage> messages = new ArrayList<>();
        messages.add(RawMessage.binary(new byte[] {1, 2, 3}));
        for (String text :
                List.of(
                        "",
                        "not JSON",
                        "{\"event\":\"media\",",
                        "[]",
                        "null",
                        "{\"event\":7}",
                        "{\"event\":\"stop\",\"streamSid\":\"MZ0\",\"stop\":{}}",
                        media("MZ0", "/////w=="),
                        media(streamSid, "&&&&"),
                        media(streamSid, "AAA"),
                        media(streamSid, "AAAAA==="),
                        media(streamSid, "\\u00e9\\u00e9\\u00e9\\u00e9"))) {
            messages.add(RawMessage.text(text));
        }
        messages.add(RawMessage.fragmentedText(media(streamSid, "?".repeat(400)), 100));
        messages.add(RawMessage.oversized(OVER_64_KIB - 2_000));
        messages.add(RawMessage.fragmentedText("x".repeat(OVER_64_KIB), 8_000)); // whole frames
        return messages;
    }

    private static String media(String streamSid, String payload) {
        return "{\"event\":\"media\",\"sequenceNumber\":\"9\",\"media\":{\"track\":\"inbound\","
                + "\"chunk\":\"9\",\"timestamp\":\"100\",\"payload\":\""
                + payload
                + "\"},\"streamSid\":\""
                + streamSid
                + "\"}";
    }

    /** What no WebSocket, or no message of this size, may be: only its own call ends. */
    @ParameterizedTest
    @ValueSource(strings = {"fast", "plain"})
    void framesThatCannotBeRead_endTheirCallOnly(String lane) {
        Map<String, RawMessage> unreadable =
                Map.of(
                        "a frame over 64 KiB", RawMessage.oversized(OVER_64_KIB),
                        "a reserved opcode", RawMessage.frame(0x3, true, new byte[4]),
                        "a long ping", RawMessage.frame(0x9, true, new byte[126]),
                        "a fragmented ping", RawMessage.frame(0x9, false, new byte[4]),
                        "a continuation of nothing", RawMessage.frame(0x0, true, new byte[4]),
                        "an unmasked frame", RawMessage.bytes(new byte[] {(byte) 0x81, 1, '{'}),
                        "HTTP",
                                RawMessage.bytes(
                                        "GET / HTTP/1.1\r\n\r\n"
                                                .getBytes(StandardCharsets.US_ASCII)));
        try (Bench bench = bench(lane)) {
            PhoneCall beside = bench.place(Bench.shortCall("beside").build());
            Map<String, PhoneCall> calls = new HashMap<>();
            unreadable.forEach((what, message) -> {
                PhoneCall call =
                        bench.place(
                                CallScript.inbound("/twilio/voice").maxDurationMs(20_000).build());
                calls.put(what, call);
                Bench.reached(call, progress -> progress.framesSent() > 2);
                call.sendRaw(message);
            });
            calls.forEach((what, call) -> {
                PhoneCallReport report = Bench.ended(call);
                assertThat(report.outcome()).as(what).isEqualTo(Outcome.GATEWAY_HUNG_UP);
                assertThat(report.said()).as(what).singleElement().asString().startsWith(APOLOGY);
            });
            bench.assertUnharmed(Bench.ended(beside), "beside");
            assertThat(bench.counter("trunkline_calls_ended_total", "leg_failed"))
                    .isEqualTo(unreadable.size());
            assertThat(bench.counter("trunkline_malformed_messages_total", "leg"))
                    .isEqualTo(unreadable.size());
            bench.assertAtRest();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"fast", "plain"})
    void aStreamThatEndsOddly_endsItsCallOnce(String lane) {
        try (Bench bench = bench(lane)) {
            PhoneCall beside = bench.place(Bench.shortCall("beside").build());
            Map<HangUp, PhoneCall> calls = new HashMap<>();
            for (HangUp how : HangUp.values()) {
                PhoneCall call = bench.place(CallScript.inbound("/twilio/voice").build());
                calls.put(how, call);
                Bench.reached(call, CallProgress::agentAudible);
                call.hangUp(how);
            }
            PhoneCall stopOnly = bench.place(CallScript.inbound("/twilio/voice").build());
            String streamSid =
                    Bench.reached(stopOnly, progress -> progress.framesSent() > 5).streamSid();
            stopOnly.sendRaw(
                    RawMessage.text(
                            "{\"event\":\"stop\",\"streamSid\":\""
                                    + streamSid
                                    + "\",\"stop\":{}}"));

            PhoneCallReport stopped = Bench.ended(stopOnly);
            assertThat(stopped.stream().orElseThrow().closeCode()).isEqualTo(1000);
            bench.assertUnharmed(Bench.ended(beside), "beside");
            bench.assertAtRest(); // the one that vanished ends by its silence
            assertThat(bench.counter("trunkline_calls_started_total")).isEqualTo(7);
            assertThat(bench.counter("trunkline_calls_ended_total")).isEqualTo(7);
            assertThat(bench.counter("trunkline_calls_ended_total", "silence")).isEqualTo(1);
            assertThat(bench.counter("trunkline_calls_ended_total", "leg_failed")).isEqualTo(2);
            // A connection that is gone has said nothing wrong.
            assertThat(bench.counter("trunkline_malformed_messages_total", "leg")).isZero();
            Objects.requireNonNull(calls.get(HangUp.VANISH)).hangUp(HangUp.RESET);
            calls.forEach((how, call) ->
                    assertThat(Bench.ended(call).outcome())
                            .as("%s", how)
                            .isEqualTo(Outcome.CALLER_HUNG_UP));
        }
    }

    @Test
    void aPhoneThatIsGoneWithoutAClose_endsItsCall() {
        Map<String, String> environment = new HashMap<>(Bench.agents("fast", "", "beside"));
        environment.put("TRUNKLINE_TWILIO_NO_MESSAGE_TIMEOUT", "2s");
        try (Bench bench = new Bench(environment, _ -> ModelBehavior.defaults())) {
            PhoneCall beside = bench.place(Bench.shortCall("beside").build());
            PhoneCall gone = bench.place(CallScript.inbound("/twilio/voice").build());
            Bench.reached(gone, CallProgress::agentAudible);
            gone.hangUp(HangUp.VANISH);

            bench.assertUnharmed(Bench.ended(beside), "beside");
            Bench.await(
                    "it is given up", () -> bench.counter("trunkline_stream_timeouts_total") == 1);
            assertOutcome(bench, "leg_failed");
            gone.hangUp(HangUp.RESET);
            Bench.ended(gone);
            bench.assertAtRest();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"fast", "plain"})
    void aPhoneThatReadsSlowly_losesNothing(String lane) {
        try (Bench bench = bench(lane)) {
            PhoneCall beside = bench.place(Bench.shortCall("beside").build());
            PhoneCall slow =
                    bench.place(
                            CallScript.inbound("/twilio/voice?agent=slow")
                                    .hangUp(When.agentEnded(2_500))
                                    .build());
            Bench.reached(slow, CallProgress::agentAudible);
            slow.stopReading(Duration.ofMillis(1_500));

            bench.assertUnharmed(Bench.ended(slow), "slow");
            bench.assertUnharmed(Bench.ended(beside), "beside");
            bench.assertAtRest();
        }
    }

    private static void assertApology(PhoneCallReport report) {
        assertThat(report.said()).singleElement().asString().startsWith(APOLOGY);
    }

    private static void assertOutcome(Bench bench, String outcome) {
        assertThat(bench.counter("trunkline_calls_ended_total", outcome)).isEqualTo(1);
    }
}
