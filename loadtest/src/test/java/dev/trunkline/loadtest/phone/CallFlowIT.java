package dev.trunkline.loadtest.phone;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.loadtest.phone.PhoneCallReport.ClosedBy;
import dev.trunkline.loadtest.phone.PhoneCallReport.Outcome;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What Twilio refuses, what callers do wrong, and how calls end. */
class CallFlowIT {
    private static final TwilioAccount ACCOUNT =
            new TwilioAccount("AC0123456789abcdef0123456789abcdef", "token");
    private static final String STREAM =
            "<Response><Connect><Stream url=\"%s\"%s</Connect>%s</Response>";
    private static final String CONNECT =
            STREAM.formatted("wss://voice.gateway.example/s", "/>", "");

    private Vertx vertx;
    private FakeGateway gateway;
    private SimulatedTwilio twilio;

    @BeforeEach
    void open() throws Exception {
        vertx = Vertx.vertx();
        gateway = new FakeGateway(vertx).twiml("/v", CONNECT);
        twilio = SimulatedTwilio.create(vertx, ACCOUNT, GatewayAddress.local(gateway.port()));
    }

    @AfterEach
    void close() throws Exception {
        twilio.closeAll().get(10, SECONDS);
        gateway.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, SECONDS);
    }

    @ParameterizedTest
    @CsvSource({
        "/twilio/stream, /, 31923",
        "ws://voice.gateway.example/s, /, 31922",
        "https://voice.gateway.example/s, /, 31922",
        "wss://voice.gateway.example/s?call=1, /, 31920",
        "wss://elsewhere.example/s, /, 31901",
        "wss://voice.gateway.example/s, ' track=\"both_tracks\"/', 31941",
    })
    void streamUrls_thatTwilioRefuses(String url, String attributes, int code) throws Exception {
        String noun = attributes.equals("/") ? "/>" : attributes + ">";
        gateway.twiml("/v", STREAM.formatted(url, noun, "<Say>Sorry</Say>"));
        PhoneCallReport report = call(CallScript.inbound("/v"));
        assertThat(report.violations()).extracting(Violation::code).containsExactly(code);
        assertThat(report.outcome()).isEqualTo(Outcome.STREAM_FAILED);
        assertThat(report.said()).containsExactly("Say Sorry");
        assertThat(gateway.upgrades).isEmpty();
    }

    @Test
    void parameters_of500Characters_areRefused() throws Exception {
        String parameter = "><Parameter name=\"t\" value=\"" + "x".repeat(499) + "\"/></Stream>";
        gateway.twiml("/v", STREAM.formatted("wss://voice.gateway.example/s", parameter, ""));
        PhoneCallReport report = call(CallScript.inbound("/v"));
        assertThat(report.violations())
                .extracting(Violation::code)
                .containsExactly(Violation.SCHEMA);
        assertThat(gateway.upgrades).isEmpty();
    }

    @Test
    void webhookThatFails_leadsToTheFallback() throws Exception {
        gateway.twiml("/fallback", "<Response><Play>https://x.example/a.wav</Play></Response>");
        PhoneCallReport report = call(CallScript.inbound("/missing").fallback("/fallback"));
        assertThat(report.violations())
                .extracting(Violation::code)
                .containsExactly(Violation.HTTP_RETRIEVAL);
        assertThat(report.outcome()).isEqualTo(Outcome.GATEWAY_HUNG_UP);
        assertThat(report.said()).containsExactly("Play https://x.example/a.wav");
        assertThat(gateway.requests.getLast().parameters())
                .containsEntry("ErrorCode", "11200")
                .containsEntry("ErrorUrl", "https://voice.gateway.example/missing");
    }

    @ParameterizedTest
    @CsvSource({"REFUSED, 11205", "TIMED_OUT, 11205", "SERVER_ERROR, 11200"})
    void webhookThatCannotBeHad_leadsToTheFallback_orToTwiliosOwnWords(
            WebhookFault fault, String code) throws Exception {
        gateway.twiml("/fallback", "<Response><Say>Sorry</Say></Response>");
        PhoneCallReport report =
                call(CallScript.inbound("/v").fallback("/fallback").webhookFails(fault));
        assertThat(report.said()).containsExactly("Say Sorry");
        assertThat(report.outcome()).isEqualTo(Outcome.GATEWAY_HUNG_UP);
        assertThat(gateway.requests)
                .singleElement()
                .satisfies(asked ->
                        assertThat(asked.parameters())
                                .containsEntry("ErrorCode", code)
                                .containsEntry("ErrorUrl", "https://voice.gateway.example/v"));
        PhoneCallReport without = call(CallScript.inbound("/v").webhookFails(fault));
        assertThat(without.outcome()).isEqualTo(Outcome.WEBHOOK_FAILED);
        assertThat(without.violations())
                .extracting(each -> Integer.toString(each.code()))
                .containsExactly(code);
    }

    @Test
    void fallbackThatTwilioKeeps_isObeyed_withNoGatewayLeft() throws Exception {
        gateway.close();
        PhoneCallReport report =
                call(
                        CallScript.inbound("/v")
                                .fallbackTwiml("<Response><Dial>+447700900555</Dial></Response>"));
        assertThat(report.said()).containsExactly("Dial +447700900555");
        assertThat(report.violations()).extracting(Violation::code).containsExactly(11205);
        assertThat(report.joined()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "<Response>, 12100",
        "<Answer/>, 12100",
        "'<!DOCTYPE a [<!ENTITY b \"c\">]><Response/>', 12100"
    })
    void malformedTwiml_endsTheCall(String document, int code) throws Exception {
        gateway.twiml("/v", document);
        PhoneCallReport report = call(CallScript.inbound("/v"));
        assertThat(report.violations()).extracting(Violation::code).containsExactly(code);
        assertThat(report.outcome()).isEqualTo(Outcome.WEBHOOK_FAILED);
    }

    @Test
    void reject_asFirstVerb_andRedirectsInALoop() throws Exception {
        gateway.twiml("/reject", "<Response><Reject reason=\"busy\"/></Response>");
        gateway.twiml("/loop", "<Response><Redirect>/loop</Redirect></Response>");
        assertThat(call(CallScript.inbound("/reject")).outcome()).isEqualTo(Outcome.REJECTED);
        assertThat(call(CallScript.inbound("/loop")).outcome()).isEqualTo(Outcome.WEBHOOK_FAILED);
    }

    @Test
    void connectAction_isRequestedAfterTheStream_andStatusCallbacksAreSent() throws Exception {
        gateway.twiml(
                        "/v",
                        "<Response><Connect action=\"/after\"><Stream url=\"wss://voice.gateway.example/s\""
                                + " statusCallback=\"https://voice.gateway.example/cb\"/></Connect></Response>")
                .twiml("/after", "<Response><Dial>+442079460111</Dial></Response>")
                .twiml("/cb", "<Response/>")
                .onMessage((socket, message) -> {
                    if (message.path("event").asText().equals("media")) {
                        socket.close((short) 1000);
                    }
                });
        PhoneCallReport report = call(CallScript.inbound("/v"));
        assertThat(report.said()).containsExactly("Dial +442079460111");
        assertThat(gateway.requests)
                .extracting(FakeGateway.Request::target)
                .contains("/v", "/cb", "/after");
        assertThat(gateway.requests)
                .anyMatch(request ->
                        "stream-started".equals(request.parameters().get("StreamEvent")));
    }

    @ParameterizedTest
    @EnumSource(HangUp.class)
    void everyWayToHangUp_endsTheCall_andTheGatewaySeesItsSocketEnd(HangUp how) throws Exception {
        CompletableFuture<Boolean> ended = new CompletableFuture<>();
        gateway.onOpen(socket -> socket.closeHandler(closed -> ended.complete(true)));
        PhoneCall call =
                twilio.place(
                        CallScript.inbound("/v")
                                .step(When.at(60), new CallerStep.End(how))
                                .build());
        if (how == HangUp.VANISH) {
            call.await(progress -> progress.stepsTaken() == 1, Duration.ofSeconds(10))
                    .get(10, SECONDS);
            assertThat(ended)
                    .isNotDone(); // the connection is open still: nobody has told the gateway
            call.hangUp(HangUp.RESET);
        }
        PhoneCallReport report = call.report().get(20, SECONDS);
        assertThat(ended.get(10, SECONDS)).isTrue();
        assertThat(report.outcome()).isEqualTo(Outcome.CALLER_HUNG_UP);
        assertThat(report.stream().orElseThrow().closedBy()).isEqualTo(ClosedBy.PHONE);
        assertThat(gateway.messages("stop")).hasSize(how == HangUp.STOP ? 1 : 0);
    }

    @Test
    void gatewayThatBreaksTheConnection_isReported() throws Exception {
        gateway.onOpen(socket -> socket.handler(any -> socket.close((short) 1011)));
        PhoneCallReport report = call(CallScript.inbound("/v"));
        assertThat(report.violations()).extracting(Violation::code).containsExactly(31921);
        assertThat(report.stream().orElseThrow().closeCode()).isEqualTo(1011);
        assertThat(report.stream().orElseThrow().closedBy()).isEqualTo(ClosedBy.GATEWAY);
    }

    @Test
    void wrongFramesOfTheGateway_areViolations() throws Exception {
        gateway.onOpen(socket -> {
            socket.writeBinaryMessage(io.vertx.core.buffer.Buffer.buffer("x"));
            socket.writeFrame(io.vertx.core.http.WebSocketFrame.textFrame("{\"event\":", false));
            socket.writeFrame(
                    io.vertx.core.http.WebSocketFrame.continuationFrame(
                            io.vertx.core.buffer.Buffer.buffer("\"clear\"}"), true));
            socket.writeTextMessage("{\"event\":\"clear\"}");
        });
        PhoneCallReport report = call(CallScript.inbound("/v").hangUp(When.at(200)));
        assertThat(report.violations())
                .extracting(Violation::code)
                .containsExactly(31950, 31924, 31924, 31951);
    }

    @Test
    void deviations_changeWhatStartSays() throws Exception {
        PhoneCallReport report =
                call(
                        CallScript.direct(URI.create("ws://127.0.0.1:" + gateway.port() + "/s"))
                                .customParameter("token", "abc")
                                .deviate(Deviation.WRONG_PARAMETERS)
                                .deviate(Deviation.WRONG_CALL_SID)
                                .deviate(Deviation.MEDIA_BEFORE_START)
                                .deviate(Deviation.TWO_STARTS)
                                .deviate(Deviation.NO_CONNECTED)
                                .deviate(Deviation.STREAM_NO_SIGNATURE)
                                .hangUp(When.at(40)));
        assertThat(gateway.requests).isEmpty();
        assertThat(gateway.upgrades.getFirst().signature()).isEqualTo("null");
        assertThat(gateway.messages)
                .extracting(each -> each.path("event").asText())
                .startsWith("media", "start", "start");
        assertThat(
                        gateway.messages
                                .get(1)
                                .path("start")
                                .path("customParameters")
                                .path("token")
                                .asText())
                .isEqualTo("not-abc");
        assertThat(gateway.messages.get(1).path("start").path("callSid").asText())
                .isNotEqualTo(report.callSid());
    }

    @Test
    void silentPeer_saysNothing_andHangsUpAtItsLimit() throws Exception {
        call(CallScript.inbound("/v").deviate(Deviation.SILENT_PEER).maxDurationMs(200));
        assertThat(gateway.messages)
                .extracting(each -> each.path("event").asText())
                .containsExactly("stop");
    }

    @Test
    void liveControl_andNetworkDelay_keepTheOrder() throws Exception {
        gateway.onMessage((socket, message) -> {
            if (message.path("event").asText().equals("dtmf")) {
                socket.writeTextMessage(
                        "{\"event\":\"mark\",\"streamSid\":%s,\"mark\":{\"name\":\"d\"}}"
                                .formatted(message.path("streamSid")));
            }
        });
        PhoneCall call =
                twilio.place(
                        CallScript.inbound("/v")
                                .network(new NetworkPath(50, 30, 1), new NetworkPath(50, 30, 2))
                                .build());
        call.await(progress -> progress.framesSent() >= 3, Duration.ofSeconds(10)).get(10, SECONDS);
        call.dtmf("7");
        call.sendRaw(RawMessage.fragmentedText("{\"event\":\"later\"}", 4));
        call.await(progress -> progress.marksEchoed() == 1, Duration.ofSeconds(10))
                .get(10, SECONDS);
        call.hangUp();
        PhoneCallReport report = call.report().get(20, SECONDS);
        assertThat(report.outcome()).isEqualTo(Outcome.CALLER_HUNG_UP);
        assertThat(gateway.messages("later")).hasSize(1);
        assertThat(gateway.messages("stop")).hasSize(1);
        long sequence = 0;
        for (var message : gateway.messages) {
            if (message.has("sequenceNumber")) {
                assertThat(message.path("sequenceNumber").asLong()).isEqualTo(++sequence);
            }
        }
    }

    @Test
    void carrierThatFailsBeforeTheWebhook_leavesNoTrace() throws Exception {
        PhoneCallReport report =
                call(
                        CallScript.inbound("/v")
                                .statusCallback("/status")
                                .carrier(failing(CarrierFailure.Stage.BEFORE_WEBHOOK, 503)));
        assertThat(report.outcome()).isEqualTo(Outcome.CARRIER_FAILED);
        assertThat(report.violations()).isEmpty();
        assertThat(report.stream()).isEmpty();
        assertThat(gateway.requests).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"503, failed", "486, busy", "408, no-answer"})
    void carrierThatFailsBeforeTheStream_isReportedWithItsSipCode(int sipCode, String status)
            throws Exception {
        gateway.twiml("/status", "<Response/>");
        PhoneCallReport report =
                call(
                        CallScript.inbound("/v")
                                .statusCallback("/status?trunk=a")
                                .carrier(failing(CarrierFailure.Stage.BEFORE_STREAM, sipCode)));
        assertThat(report.outcome()).isEqualTo(Outcome.CARRIER_FAILED);
        assertThat(report.violations()).isEmpty();
        assertThat(gateway.upgrades).isEmpty();
        assertThat(gateway.requests)
                .extracting(FakeGateway.Request::target)
                .containsExactly("/v", "/status?trunk=a");
        assertThat(gateway.requests.getLast().parameters())
                .containsEntry("CallSid", report.callSid())
                .containsEntry("CallStatus", status)
                .containsEntry("SipResponseCode", Integer.toString(sipCode))
                .containsEntry("CallDuration", "0");
    }

    @Test
    void callThatEnds_isReportedAsCompleted_andItsSetupTakesItsTime() throws Exception {
        gateway.twiml("/status", "<Response/>");
        long beganNanos = System.nanoTime();
        PhoneCallReport report =
                call(
                        CallScript.inbound("/v")
                                .statusCallback("/status")
                                .carrier(new CarrierSide(150, RtpPath.NONE, null))
                                .hangUp(When.at(100)));
        assertThat(report.outcome()).isEqualTo(Outcome.CALLER_HUNG_UP);
        assertThat(report.stream().orElseThrow().startedNanos() - beganNanos)
                .isGreaterThanOrEqualTo(150_000_000);
        assertThat(gateway.requests.getLast().parameters())
                .containsEntry("CallStatus", "completed")
                .containsEntry("SipResponseCode", "200")
                .hasEntrySatisfying(
                        "CallDuration",
                        seconds -> assertThat(Integer.parseInt(seconds)).isPositive());
    }

    @Test
    void callerWhoHangsUpDuringSetup_isReportedAsCanceled() throws Exception {
        gateway.twiml("/status", "<Response/>");
        PhoneCall call =
                twilio.place(
                        CallScript.inbound("/v")
                                .statusCallback("/status")
                                .carrier(new CarrierSide(100, RtpPath.NONE, null))
                                .build());
        call.hangUp();
        PhoneCallReport report = call.report().get(20, SECONDS);
        assertThat(report.outcome()).isEqualTo(Outcome.CALLER_HUNG_UP);
        assertThat(gateway.upgrades).isEmpty();
        assertThat(gateway.requests.getLast().parameters())
                .containsEntry("CallStatus", "canceled")
                .containsEntry("SipResponseCode", "487");
    }

    private static CarrierSide failing(CarrierFailure.Stage stage, int sipCode) {
        return new CarrierSide(10, RtpPath.NONE, new CarrierFailure(stage, sipCode));
    }

    private PhoneCallReport call(CallScript.Builder script) throws Exception {
        return twilio.call(script.build()).get(20, SECONDS);
    }
}
