package dev.trunkline.loadtest.phone;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.loadtest.phone.PhoneCallReport.Outcome;
import dev.trunkline.loadtest.relay.RelayCue;
import dev.trunkline.loadtest.relay.RelayFault;
import dev.trunkline.loadtest.relay.RelayReport;
import dev.trunkline.loadtest.relay.RelayScript;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** How ConversationRelay sessions fail and end, and what the call makes of it. */
class RelayEndingsIT extends RelayTest {

    @Test
    void aBrokenNetwork_isToldToTheAction_andTheCallGoesOn() throws Exception {
        echo();
        gateway.twiml("/after", RELAY.formatted(" welcomeGreeting=\"Sorry, where were we?\""));
        PhoneCallReport report =
                call(
                        RelayScript.script()
                                .say(RelayCue.at(0), "one")
                                .breakNetwork(RelayCue.agentSaid("said"))
                                .say(RelayCue.agentDone(), "two")
                                .hangUp(RelayCue.agentDone())
                                .build());
        assertThat(report.violations()).isEmpty(); // it is nobody's fault
        assertThat(report.relays()).hasSize(2);
        RelayReport broken = report.relays().getFirst();
        assertThat(broken.heard()).startsWith("You said").doesNotEndWith("one.");
        assertThat(broken.ending().errorCode()).isEqualTo(39001);
        assertThat(request("/after").parameters())
                .containsEntry("SessionStatus", "failed")
                .containsEntry("ErrorCode", "39001")
                .containsEntry("CallStatus", "in-progress");
        assertThat(report.relays().getLast().heard())
                .isEqualTo("Sorry, where were we? You said two.");
    }

    @ParameterizedTest
    @EnumSource(HangUp.class)
    void everyWayToHangUp_endsTheCall_andTheGatewaySeesItsSocketEnd(HangUp how) throws Exception {
        CompletableFuture<Boolean> ended = new CompletableFuture<>();
        gateway.onOpen(socket -> socket.closeHandler(closed -> ended.complete(true)));
        PhoneCall call = twilio.place(CallScript.inbound("/v").statusCallback("/status").build());
        call.awaitRelay(progress -> true, DEADLINE).get(10, SECONDS);
        call.hangUp(how);
        if (how == HangUp.VANISH) {
            assertThat(ended).isNotDone(); // nobody has told the gateway
            call.hangUp(HangUp.RESET);
        }
        PhoneCallReport report = call.report().get(20, SECONDS);
        assertThat(ended.get(10, SECONDS)).isTrue();
        assertThat(report.outcome()).isEqualTo(Outcome.CALLER_HUNG_UP);
        assertThat(report.violations()).isEmpty();
        assertThat(request("/after").parameters())
                .containsEntry("SessionStatus", "completed")
                .containsEntry("CallStatus", "completed");
        assertThat(request("/status").parameters()).containsEntry("CallStatus", "completed");
    }

    @ParameterizedTest
    @CsvSource({
        "ws://voice.gateway.example/relay",
        "wss://elsewhere.example/relay",
        "https://voice.gateway.example/relay"
    })
    void urlsThatCannotBe_areAskedWhatNext(String url) throws Exception {
        gateway.twiml("/v", RELAY.formatted("").replace("wss://voice.gateway.example/relay", url))
                .twiml(
                        "/after",
                        "<Response><Dial><Sip>sip:ops@pbx.example</Sip></Dial></Response>");
        PhoneCallReport report = call(RelayScript.silent());
        assertThat(report.violations()).extracting(Violation::code).containsExactly(64102);
        assertThat(gateway.upgrades).isEmpty();
        assertThat(request("/after").parameters())
                .containsEntry("SessionStatus", "failed")
                .containsEntry("ErrorCode", "64102");
        assertThat(report.said()).containsExactly("Dial sip:ops@pbx.example");
    }

    @Test
    void anAccountThatIsFull_opensNoSession_andADocumentThatTriesAgainIsNotFollowedForever()
            throws Exception {
        gateway.twiml("/after", RELAY.formatted(""));
        PhoneCallReport report = call(RelayScript.script().fault(RelayFault.ACCOUNT_FULL).build());
        assertThat(gateway.upgrades).isEmpty();
        assertThat(request("/after").parameters()).containsEntry("ErrorCode", "64109");
        assertThat(report.outcome()).isEqualTo(Outcome.WEBHOOK_FAILED);
    }

    @Test
    void aFailure_withoutAnAction_endsTheCall() throws Exception {
        gateway.twiml(
                "/v",
                RELAY.formatted("")
                        .replace(" action=\"/after\"", "")
                        .replace("</Connect>", "</Connect><Say>Hi</Say>"));
        gateway.onOpen(socket -> socket.close((short) 1011));
        PhoneCallReport report = call(RelayScript.silent());
        assertThat(report.outcome()).isEqualTo(Outcome.RELAY_FAILED);
        assertThat(report.said()).isEmpty();
        assertThat(report.relays().getFirst().closeCode()).isEqualTo(1011);
        assertThat(report.relays().getFirst().closedByGateway()).isTrue();
    }

    @Test
    void anAction_thatFails_isReported() throws Exception {
        echo();
        gateway.twiml("/v", RELAY.formatted("").replace("/after", "/missing"));
        PhoneCallReport report = call(asking().build());
        assertThat(report.violations())
                .extracting(Violation::code)
                .containsExactly(Violation.HTTP_RETRIEVAL);
        assertThat(report.outcome()).isEqualTo(Outcome.WEBHOOK_FAILED);
        assertThat(report.relays().getFirst().action().orElseThrow().status()).isEqualTo(404);
    }

    @Test
    void tenInvalidMessages_closeTheSocketWith1007() throws Exception {
        CompletableFuture<String> closed = new CompletableFuture<>();
        gateway.onOpen(socket -> {
            var _ =
                    socket.closeHandler(gone ->
                            closed.complete(socket.closeStatusCode() + socket.closeReason()));
            for (int i = 0; i < 10; i++) {
                var _ = socket.writeTextMessage("{\"type\":\"pong\"}");
            }
        });
        PhoneCallReport report = call(RelayScript.silent());
        assertThat(closed.get(10, SECONDS))
                .isEqualTo("1007Too many consecutive malformed messages.");
        assertThat(report.violations())
                .extracting(Violation::code)
                .hasSize(11)
                .contains(64107)
                .endsWith(64105);
        assertThat(request("/after").parameters()).containsEntry("ErrorCode", "64105");
    }

    @Test
    void deviations_andFaults_reachTheGateway() throws Exception {
        PhoneCall call =
                twilio.place(
                        CallScript.inbound("/v")
                                .deviate(Deviation.WRONG_PARAMETERS)
                                .deviate(Deviation.WRONG_CALL_SID)
                                .deviate(Deviation.STREAM_NO_SIGNATURE)
                                .network(new NetworkPath(20, 10, 1), new NetworkPath(20, 10, 2))
                                .relay(
                                        RelayScript.script()
                                                .fault(RelayFault.PROMPT_BEFORE_SETUP)
                                                .fault(RelayFault.HUGE_PROMPTS)
                                                .build())
                                .build());
        call.awaitRelay(progress -> true, DEADLINE).get(10, SECONDS);
        call.sendRaw(RawMessage.fragmentedText("{\"type\":\"later\"}", 3));
        call.sendRaw(RawMessage.text("{\"type\":\"last\"}"));
        call.dtmf("5");
        call.awaitRelay(progress -> !progress.over(), DEADLINE).get(10, SECONDS);
        call.hangUp();
        PhoneCallReport report = call.report().get(20, SECONDS);
        assertThat(gateway.upgrades.getFirst().signature()).isEqualTo("null");
        assertThat(gateway.messages)
                .extracting(each -> each.path("type").asText())
                .contains("prompt", "setup", "dtmf")
                .startsWith("prompt", "setup");
        assertThat(gateway.messages.getFirst().path("voicePrompt").asText())
                .hasSizeGreaterThan(100_000);
        assertThat(message("setup").at("/customParameters/session").asText()).isEqualTo("not-s-1");
        assertThat(message("setup").path("callSid").asText()).isNotEqualTo(report.callSid());
        assertThat(message("later")).isNotNull();
        assertThat(message("dtmf").path("digit").asText()).isEqualTo("5");
    }

    @Test
    void record_isAskedWhatNext_orTheDocumentItselfIs() throws Exception {
        gateway.twiml("/v", "<Response><Record action=\"/after\"/></Response>");
        assertThat(call(RelayScript.silent()).said()).containsExactly("Record");
        assertThat(request("/after").parameters()).containsEntry("RecordingDuration", "1");
        gateway.twiml("/v", "<Response><Record/></Response>");
        assertThat(call(RelayScript.silent()).outcome()).isEqualTo(Outcome.WEBHOOK_FAILED);
    }
}
