package dev.trunkline.gateway.twilio.voice;

import static dev.trunkline.gateway.twilio.voice.WebhookServer.CALL;
import static dev.trunkline.gateway.twilio.voice.WebhookServer.ringing;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.gateway.agent.TwilioLeg;
import dev.trunkline.gateway.call.TestAgent;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The webhooks of calls in words. */
class RelayWebhookIT {
    private static final Admission.Accepted WORDS =
            new Admission.Accepted(
                    new Admission.Leg.Words(TestAgent.relay(false, false), "Blue Bay Dental."),
                    Map.of("token", "t0ken", "call", "c-1"));

    @ParameterizedTest
    @CsvSource({"stream,STREAM", "relay,RELAY"})
    void urlsLeg_isAsked(String leg, TwilioLeg expected) {
        try (var server = WebhookServer.start()) {
            server.post("/twilio/voice?leg=" + leg, ringing());
            assertThat(server.calls.asked.element().leg()).contains(expected);
            assertThat(server.meters.counted).isEmpty();
        }
    }

    @Test
    void legThatDoesNotExist_isNone_andCounted() {
        try (var server = WebhookServer.start()) {
            server.post("/twilio/voice", ringing());
            assertThat(server.calls.asked.remove().leg()).isEmpty();
            server.post("/twilio/voice?leg=RELAY", ringing());
            assertThat(server.calls.asked.remove().leg()).isEmpty();
            assertThat(server.meters.counted).containsExactly("unknownLeg");
        }
    }

    @Test
    void callInWords_isConnectedToTheRelay_andAsksWhatFollows() {
        try (var server = WebhookServer.start()) {
            server.calls.admission = _ -> Future.succeededFuture(WORDS);
            assertThat(server.post("/twilio/voice", ringing()).body())
                    .contains(
                            "<Connect action=\"https://voice.gateway.example/twilio/after-relay\" method=\"POST\">")
                    .contains("<ConversationRelay url=\"wss://voice.gateway.example/twilio/relay\"")
                    .contains("welcomeGreeting=\"Blue Bay Dental.\"")
                    .contains("<Parameter name=\"token\" value=\"t0ken\"/>")
                    .doesNotContain("<Redirect");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ended,,in-progress,ENDED,NONE,true",
        "completed,,completed,COMPLETED,NONE,false",
        "failed,39001,in-progress,FAILED,NETWORK,true",
        "failed,64102,in-progress,FAILED,UNREACHABLE,true",
        "failed,64104,in-progress,FAILED,LONGEST_DURATION,true",
        "failed,64105,completed,FAILED,CLOSED,false",
        "failed,64106,in-progress,FAILED,BAD_ARGUMENT,true",
        "failed,64107,in-progress,FAILED,BAD_MESSAGE,true",
        "failed,64109,in-progress,FAILED,TOO_MANY_SESSIONS,true",
        "failed,64114,in-progress,FAILED,TRANSCRIPTION,true",
        "failed,64999,in-progress,FAILED,OTHER,true",
        "failed,,,FAILED,NONE,true",
        "vanished,,no-answer,FAILED,NONE,false"
    })
    void afterRelay_saysHowTheSessionEnded(
            String status,
            String code,
            String callStatus,
            RelayEnd.Status expected,
            RelayError error,
            boolean callerIsThere) {
        try (var server = WebhookServer.start()) {
            var form =
                    ringing(
                            "SessionId",
                            "VX" + "0".repeat(32),
                            "SessionStatus",
                            status,
                            "CallStatus",
                            callStatus == null ? "" : callStatus,
                            "HandoffData",
                            "x".repeat(5_000));
            if (code != null) {
                form.put("ErrorCode", code);
            }
            var answer = server.post("/twilio/after-relay", form);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains("<Hangup/>");
            assertThat(server.calls.relayEnds)
                    .containsExactly(
                            new RelayEnd(
                                    CALL, "VX" + "0".repeat(32), expected, error, callerIsThere));
        }
    }

    @Test
    void onlyWhatMayPass_isWorthAnotherTry() {
        assertThat(RelayError.values())
                .filteredOn(RelayError::worthAnotherTry)
                .containsExactlyInAnyOrder(
                        RelayError.NONE,
                        RelayError.NETWORK,
                        RelayError.UNREACHABLE,
                        RelayError.CLOSED,
                        RelayError.TRANSCRIPTION);
    }

    @Test
    void brokenSession_isReplacedWithoutAGreeting() {
        try (var server = WebhookServer.start()) {
            var again =
                    new Admission.Accepted(
                            new Admission.Leg.Words(TestAgent.relay(false, false), ""),
                            Map.of("token", "fresh"));
            server.calls.afterRelay = _ -> Future.succeededFuture(new AfterStream.Reopen(again));
            var answer =
                    server.post(
                            "/twilio/after-relay",
                            ringing("SessionStatus", "failed", "ErrorCode", "39001"));
            assertThat(answer.body())
                    .contains("<ConversationRelay")
                    .contains("value=\"fresh\"")
                    .doesNotContain("welcomeGreeting");
        }
    }

    @Test
    void afterRelay_isSigned_andFailureIsAnApology() {
        try (var server = WebhookServer.start()) {
            var form = ringing("SessionStatus", "ended");
            var unsigned =
                    server.send(
                            "/twilio/after-relay",
                            WebhookServer.encoded(form),
                            "application/x-www-form-urlencoded",
                            "");
            assertThat(unsigned.statusCode()).isEqualTo(403);
            server.calls.afterRelay = _ -> Future.failedFuture("broken");
            assertThat(server.post("/twilio/after-relay", form).body()).contains("We are sorry.");
            assertThat(server.meters.counted).containsExactly("MISSING", "FAILED");
            assertThat(Optional.of(server.calls.relayEnds.size())).contains(1);
        }
    }
}
