package dev.trunkline.gateway.twilio.voice;

import static dev.trunkline.gateway.twilio.voice.WebhookServer.encoded;
import static dev.trunkline.gateway.twilio.voice.WebhookServer.ringing;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.gateway.trunk.oncall.Instruction;
import io.vertx.core.Future;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the phones of people on call, and of callers whom nobody came to, are told over HTTP. */
class OnCallWebhookIT {
    private static final String RECORDING = "RE0123456789abcdef0123456789abcdef";
    private static final String ANSWERED = "/twilio/oncall?call=d-1&attempt=2";

    private static String told(Instruction what) {
        try (var server = WebhookServer.start()) {
            server.calls.instruction = what;
            return server.post(ANSWERED, ringing()).body();
        }
    }

    @Test
    void whoPicksUp_isAskedForAKeyTwice_thenTakenForAMailbox() {
        String gather =
                "<Gather input=\"dtmf\" numDigits=\"1\" timeout=\"8\""
                        + " action=\"https://voice.gateway.example/twilio/oncall/key?call=c-1&amp;leg=2\""
                        + " method=\"POST\"><Say language=\"en-GB\">Press 1.</Say></Gather>";
        assertThat(told(new Instruction.Ask("c-1", 2, "Press 1.", "en-GB")))
                .endsWith("<Response>" + gather + gather + "<Hangup/></Response>");
    }

    @Test
    void whoTakesTheCall_meetsTheCaller_inARoomThatEndsWithEither() {
        assertThat(told(new Instruction.Meet("on-call-c-1")))
                .contains("<Dial", "endConferenceOnExit=\"true\"", ">on-call-c-1</Conference>");
    }

    @Test
    void whoComesTooLate_hearsSo() {
        assertThat(told(new Instruction.Tell("Taken.", "en-GB")))
                .endsWith("<Response><Say language=\"en-GB\">Taken.</Say><Hangup/></Response>");
    }

    @Test
    void aCallerWhomNobodyCameTo_leavesAMessage_afterTheAgent() {
        try (var server = WebhookServer.start()) {
            server.calls.afterStream =
                    _ ->
                            Future.succeededFuture(
                                    new AfterStream.OnCall(
                                            new Instruction.TakeMessage(
                                                    "c-1",
                                                    "Speak.",
                                                    "en-GB",
                                                    Duration.ofMinutes(2),
                                                    Duration.ofSeconds(5))));
            assertThat(server.post("/twilio/after-stream", ringing()).body())
                    .contains(
                            "<Say language=\"en-GB\">Speak.</Say>",
                            "maxLength=\"120\"",
                            "timeout=\"5\"",
                            "/twilio/oncall/left?call=c-1",
                            "/twilio/oncall/recorded?call=c-1",
                            "transcribe=\"false\"");
        }
    }

    @Test
    void keysAndMessages_arriveWithWhatTheyBelongTo() {
        try (var server = WebhookServer.start()) {
            server.post("/twilio/oncall/key?call=c-1&leg=2", ringing("Digits", "1"));
            server.post(
                    "/twilio/oncall/left?call=c-1",
                    ringing("RecordingSid", RECORDING, "RecordingDuration", "7"));
            server.post(
                    "/twilio/oncall/recorded?call=c-1",
                    ringing("RecordingSid", RECORDING, "RecordingStatus", "in-progress"));
            HttpResponse<String> answer =
                    server.post(
                            "/twilio/oncall/recorded?call=c-1",
                            ringing(
                                    "RecordingSid", RECORDING,
                                    "RecordingDuration", "7",
                                    "RecordingStatus", "completed"));
            assertThat(answer.statusCode()).isEqualTo(204);
            assertThat(server.calls.placedEvents)
                    .containsExactly(
                            "c-1/2 key 1", "c-1 " + RECORDING + " 7", "c-1 " + RECORDING + " 7");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/twilio/oncall, 400",
        "/twilio/oncall?call=d-1&attempt=x, 400",
        "/twilio/oncall/key?leg=1, 400",
        "/twilio/oncall/left?call=%3Cb%3E, 400"
    })
    void whatNamesNoCall_isRefused(String target, int status) {
        try (var server = WebhookServer.start()) {
            HttpResponse<String> answer =
                    server.post(target, ringing("RecordingSid", RECORDING, "Digits", "1"));
            assertThat(answer.statusCode()).isEqualTo(status);
            assertThat(server.calls.placedEvents).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/twilio/oncall?call=d-1&attempt=1", "/twilio/oncall/key?call=c-1&leg=1"})
    void nobodyElseThanTwilioCanTakeACall(String target) {
        try (var server = WebhookServer.start()) {
            HttpResponse<String> answer =
                    server.send(
                            target,
                            encoded(ringing("Digits", "1")),
                            "application/x-www-form-urlencoded",
                            "forged");
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(server.calls.placedEvents).isEmpty();
        }
    }
}
