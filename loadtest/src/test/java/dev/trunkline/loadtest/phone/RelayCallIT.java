package dev.trunkline.loadtest.phone;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.twilio.security.RequestValidator;
import dev.trunkline.loadtest.phone.PhoneCallReport.Outcome;
import dev.trunkline.loadtest.relay.RelayCue;
import dev.trunkline.loadtest.relay.RelayReport;
import dev.trunkline.loadtest.relay.RelayScript;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** ConversationRelay calls over real sockets, against a small scripted server. */
class RelayCallIT extends RelayTest {
    @Test
    void aConversation_endsWithItsHandoff_andTheActionIsObeyed() throws Exception {
        echo();
        gateway.twiml(
                "/after",
                "<Response><Enqueue workflowSid=\"WW1\"><Task>{\"reason\":\"bye\"}</Task></Enqueue></Response>");
        PhoneCallReport report = call(asking().build());

        assertThat(report.violations()).isEmpty();
        assertThat(report.outcome()).isEqualTo(Outcome.ENQUEUED);
        assertThat(report.enqueued())
                .contains(new PhoneCallReport.Enqueued("", "WW1", "{\"reason\":\"bye\"}"));
        RelayReport session = report.relays().getFirst();
        assertThat(session.heard()).isEqualTo("You said a table for two.");
        assertThat(session.turns())
                .extracting(RelayReport.Turn::words)
                .containsExactly("a table for two", "bye");
        assertThat(session.ending())
                .isEqualTo(new RelayReport.Ending("ended", 0, "", "{\"reason\":\"bye\"}"));
        assertThat(session.closedByGateway()).isFalse();
        assertThat(session.action().orElseThrow().status()).isEqualTo(200);

        FakeGateway.Request upgrade = gateway.upgrades.getFirst();
        RequestValidator validator = new RequestValidator(ACCOUNT.authToken());
        assertThat(
                        validator.validate(
                                "wss://voice.gateway.example/relay", Map.of(), upgrade.signature()))
                .isTrue();
        JsonNode setup = gateway.messages.getFirst();
        assertThat(setup.path("type").asText()).isEqualTo("setup");
        assertThat(setup.path("callSid").asText()).isEqualTo(report.callSid());
        assertThat(setup.path("sessionId").asText()).startsWith("VX").hasSize(34);
        assertThat(setup.path("customParameters").toString()).isEqualTo("{\"session\":\"s-1\"}");
        FakeGateway.Request action = request("/after");
        assertThat(action.parameters())
                .containsEntry("SessionId", session.sessionId())
                .containsEntry("SessionStatus", "ended")
                .containsEntry("HandoffData", "{\"reason\":\"bye\"}")
                .containsEntry("CallStatus", "in-progress")
                .containsKey("SessionDuration")
                .doesNotContainKey("ErrorCode");
        assertThat(
                        validator.validate(
                                "https://voice.gateway.example/after",
                                action.parameters(),
                                action.signature()))
                .isTrue();
    }

    @Test
    void interruption_isCutAtAWord_andIsExactlyWhatWasSpoken() throws Exception {
        gateway.twiml("/v", RELAY.formatted(" welcomeGreeting=\"One two three four five six.\""));
        echo();
        PhoneCallReport report =
                call(
                        RelayScript.script()
                                .say(RelayCue.agentSpoke(3), "wait")
                                .hangUp(RelayCue.agentDone())
                                .build());
        RelayReport session = report.relays().getFirst();
        JsonNode interrupt = message("interrupt");
        assertThat(interrupt.path("utteranceUntilInterrupt").asText()).isEqualTo("One two three");
        assertThat(interrupt.path("durationUntilInterruptMs").asInt()).isEqualTo(3 * 333 + 200);
        assertThat(session.spoken().getFirst().heard()).isEqualTo("One two three");
        assertThat(session.heard()).isEqualTo("One two three You said wait.");
        assertThat(session.interruptions().getFirst().leftovers()).isZero();
        assertThat(message("prompt").path("voicePrompt").asText()).isEqualTo("wait");
        assertThat(report.outcome()).isEqualTo(Outcome.CALLER_HUNG_UP);
        assertThat(request("/after").parameters())
                .containsEntry("SessionStatus", "completed")
                .containsEntry("CallStatus", "completed");
        assertThat(report.violations()).isEmpty();
    }

    @Test
    void aSocketClosedWithoutEnd_isAFailure_fromWhichTheActionRecovers() throws Exception {
        gateway.twiml("/after", RELAY.formatted(""));
        CompletableFuture<String> first = new CompletableFuture<>();
        gateway.onMessage((socket, message) -> {
            if (message.path("type").asText().equals("setup")
                    && first.complete(message.path("sessionId").asText())) {
                var _ = socket.close((short) 1000);
            } else if (message.path("type").asText().equals("prompt")) {
                end(socket, "{}");
            }
        });
        PhoneCall call = twilio.place(CallScript.inbound("/v").build());
        String lost = first.get(10, SECONDS);
        call.awaitRelay(progress -> !progress.sessionId().equals(lost), DEADLINE).get(10, SECONDS);
        call.sayNow("still there?");
        call.awaitRelay(progress -> progress.prompts() == 1, DEADLINE).get(10, SECONDS);
        gateway.twiml("/after", "<Response><Say>Goodbye</Say></Response>");
        PhoneCallReport report = call.report().get(20, SECONDS);

        assertThat(report.violations()).extracting(Violation::code).containsExactly(64105);
        assertThat(report.relays()).hasSize(2);
        assertThat(report.relays().get(0).sessionId())
                .isEqualTo(lost)
                .isNotEqualTo(report.relays().get(1).sessionId());
        assertThat(gateway.messages.get(1).path("callSid").asText()).isEqualTo(report.callSid());
        assertThat(request("/after").parameters())
                .containsEntry("SessionStatus", "failed")
                .containsEntry("CallStatus", "in-progress")
                .containsEntry("ErrorCode", "64105");
        assertThat(report.said()).containsExactly("Say Goodbye");
        assertThat(report.outcome()).isEqualTo(Outcome.GATEWAY_HUNG_UP);
    }

    @Test
    void aHundredConversations_runAtOnce() throws Exception {
        echo();
        List<CompletableFuture<PhoneCallReport>> calls = new ArrayList<>();
        IntStream.range(0, 100)
                .forEach(each ->
                        calls.add(
                                twilio.call(
                                        CallScript.inbound("/v").relay(asking().build()).build())));
        for (CompletableFuture<PhoneCallReport> each : calls) {
            PhoneCallReport report = each.get(60, SECONDS);
            assertThat(report.violations()).isEmpty();
            assertThat(report.relays().getFirst().heard()).isEqualTo("You said a table for two.");
        }
    }
}
