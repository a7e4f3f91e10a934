package dev.trunkline.gateway.twilio.voice;

import static dev.trunkline.gateway.twilio.voice.WebhookServer.CALL;
import static dev.trunkline.gateway.twilio.voice.WebhookServer.ringing;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.gateway.trunk.CallQueue;
import dev.trunkline.gateway.trunk.PhoneNumber;
import dev.trunkline.gateway.trunk.SipUri;
import dev.trunkline.gateway.trunk.TaskWorkflow;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A call's webhooks over HTTP. */
class VoiceWebhookIT {

    private static final String APOLOGY = "<Say language=\"en-GB\">We are sorry.</Say><Hangup/>";

    @Test
    void acceptedCallIsConnectedToTheMediaSocket() throws Exception {
        try (var server = WebhookServer.start()) {
            var answer = server.post("/twilio/voice?agent=sales&trunk=carrier-a", ringing());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Type"))
                    .contains("text/xml; charset=utf-8");
            assertThat(answer.body())
                    .isEqualTo(
                            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response><Connect>"
                                    + "<Stream url=\"wss://voice.gateway.example/twilio/stream\" name=\"agent\""
                                    + " statusCallback=\"https://voice.gateway.example/twilio/stream-status\""
                                    + " statusCallbackMethod=\"POST\">"
                                    + "<Parameter name=\"call\" value=\"c-1\"/>"
                                    + "<Parameter name=\"token\" value=\"t0ken-of-one-call\"/>"
                                    + "</Stream></Connect><Redirect method=\"POST\">"
                                    + "https://voice.gateway.example/twilio/after-stream</Redirect></Response>");
            IncomingCall call = server.calls.asked.poll(10, TimeUnit.SECONDS);
            assertThat(call).isNotNull();
            assertThat(call.callSid()).isEqualTo(CALL);
            assertThat(call.agent()).contains("sales");
            assertThat(call.trunk().name()).isEqualTo("carrier-a");
            assertThat(call.from().number()).contains(new PhoneNumber("+447700900123"));
            assertThat(call.to().raw()).isEqualTo("442079460000");
            assertThat(call.to().number()).contains(new PhoneNumber("+442079460000"));
            assertThat(call.receivedNanos()).isEqualTo(WebhookServer.RECEIVED_NANOS);
            assertThat(server.meters.counted).isEmpty();
        }
    }

    @Test
    void urlWithoutNames_leavesTheAgentToTheGateAndTakesTheDefaultTrunk() {
        try (var server = WebhookServer.start()) {
            assertThat(server.post("/twilio/voice", ringing()).statusCode()).isEqualTo(200);
            assertThat(server.calls.asked.element().agent()).isEmpty();
            assertThat(server.calls.asked.element().trunk().name()).isEqualTo("unknown");
            assertThat(server.meters.counted).isEmpty();
        }
    }

    @Test
    void trunkThatIsNotConfiguredIsUnknownAndCounted() {
        try (var server = WebhookServer.start()) {
            server.post("/twilio/voice?trunk=carrier-z", ringing());
            assertThat(server.calls.asked.element().trunk().name()).isEqualTo("unknown");
            assertThat(server.meters.counted).containsExactly("unknownTrunk");
        }
    }

    @ParameterizedTest
    @EnumSource(Admission.Reason.class)
    void refusedCallHearsAnApology(Admission.Reason reason) {
        try (var server = WebhookServer.start()) {
            server.calls.admission = _ -> Future.succeededFuture(new Admission.Refused(reason));
            assertApology(server.post("/twilio/voice", ringing()));
            assertThat(server.meters.counted).containsExactly(reason.name());
            assertThat(server.calls.abandoned).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a%2Fb",
                "%3Cscript%3E",
                "a%20b",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
            })
    void impossibleAgentNameIsAnUnknownAgent(String agent) {
        try (var server = WebhookServer.start()) {
            server.calls.admission =
                    call ->
                            Future.succeededFuture(
                                    new Admission.Refused(
                                            call.agent().equals(Optional.of(""))
                                                    ? Admission.Reason.UNKNOWN_AGENT
                                                    : Admission.Reason.FULL));
            assertApology(server.post("/twilio/voice?agent=" + agent, ringing()));
            assertThat(server.meters.counted).containsExactly("UNKNOWN_AGENT");
        }
    }

    static Stream<Function<IncomingCall, Future<Admission>>> brokenPorts() {
        return Stream.of(
                _ -> {
                    throw new IllegalStateException("broken");
                },
                _ -> Future.failedFuture("broken"),
                _ -> Future.succeededFuture(null),
                _ -> nothing(),
                // Longer than Twilio takes in a <Parameter>.
                _ -> Future.succeededFuture(new Admission.Accepted(Map.of("t", "x".repeat(500)))),
                // Nothing that XML can hold.
                _ -> Future.succeededFuture(new Admission.Accepted(Map.of("t", "\u0001"))));
    }

    @SuppressWarnings({
        "NullAway",
        "TypeParameterUnusedInFormals"
    }) // what a broken port would return
    private static <T> T nothing() {
        return (T) null;
    }

    @ParameterizedTest
    @MethodSource("brokenPorts")
    void failureOfTheGatewayIsAnApologyAndNeverAnErrorPage(
            Function<IncomingCall, Future<Admission>> broken) throws Exception {
        try (var server = WebhookServer.start()) {
            server.calls.admission = broken;
            assertApology(server.post("/twilio/voice", ringing()));
            assertThat(server.meters.counted).containsExactly("FAILED");
            assertThat(server.calls.abandoned.poll(10, TimeUnit.SECONDS)).isEqualTo(CALL);
        }
    }

    @Test
    void lateAdmissionIsAnApologyAndTheCallIsAbandoned() throws Exception {
        try (var server = WebhookServer.impatient()) {
            Promise<Admission> hanging = Promise.promise();
            server.calls.admission = _ -> hanging.future();
            assertApology(server.post("/twilio/voice", ringing()));
            assertThat(server.meters.counted).containsExactly("LATE");
            assertThat(server.calls.abandoned).isEmpty();
            hanging.complete(new Admission.Accepted(Map.of()));
            assertThat(server.calls.abandoned.poll(10, TimeUnit.SECONDS)).isEqualTo(CALL);
        }
    }

    @Test
    void configuredFallbackReplacesTheApology() {
        String fallback = "<Response><Dial>+15550100123</Dial></Response>";
        try (var server = WebhookServer.withFallback(fallback)) {
            server.calls.admission = _ -> Future.failedFuture("broken");
            var answer = server.post("/twilio/voice", ringing());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(fallback);
        }
    }

    @Test
    void retryOfTheSameCallGetsTheSameBytes() {
        try (var server = WebhookServer.start()) {
            String first = server.post("/twilio/voice", ringing()).body();
            assertThat(server.post("/twilio/voice", ringing()).body()).isEqualTo(first);
            assertThat(server.calls.asked)
                    .extracting(IncomingCall::callSid)
                    .containsExactly(CALL, CALL);
        }
    }

    @Test
    void afterStream_hangsUp() {
        try (var server = WebhookServer.start()) {
            var answer = server.post("/twilio/after-stream", ringing());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).endsWith("<Response><Hangup/></Response>");
        }
    }

    @Test
    void afterStream_transfersToANumber() {
        try (var server = WebhookServer.start()) {
            var transfer =
                    new AfterStream.Transfer(
                            new PhoneNumber("+15550100123"),
                            Optional.of(new PhoneNumber("+442079460000")));
            server.calls.afterStream = _ -> Future.succeededFuture(transfer);
            assertThat(server.post("/twilio/after-stream", ringing()).body())
                    .endsWith(
                            "<Response><Dial callerId=\"+442079460000\" timeout=\"30\""
                                    + " action=\"https://voice.gateway.example/twilio/after-dial\""
                                    + " method=\"POST\" answerOnBridge=\"true\">"
                                    + "<Number>+15550100123</Number></Dial></Response>");
        }
    }

    @Test
    void afterStream_transfersToASipAddress() {
        try (var server = WebhookServer.start()) {
            var transfer =
                    new AfterStream.Transfer(new SipUri("sip:desk@pbx.example"), Optional.empty());
            server.calls.afterStream = _ -> Future.succeededFuture(transfer);
            assertThat(server.post("/twilio/after-stream", ringing()).body())
                    .contains("<Sip>sip:desk@pbx.example</Sip>")
                    .doesNotContain("callerId");
        }
    }

    @Test
    void afterStream_letsTheCallWaitInAQueueOrForAWorkflow() {
        try (var server = WebhookServer.start()) {
            server.calls.afterStream =
                    _ ->
                            Future.succeededFuture(
                                    new AfterStream.Transfer(
                                            new CallQueue("billing"), Optional.empty()));
            assertThat(server.post("/twilio/after-stream", ringing()).body())
                    .endsWith(
                            "<Response><Enqueue"
                                    + " action=\"https://voice.gateway.example/twilio/after-queue\""
                                    + " method=\"POST\">billing</Enqueue></Response>");
            var workflow = new TaskWorkflow("WW0123456789abcdef0123456789abcdef");
            server.calls.afterStream =
                    _ ->
                            Future.succeededFuture(
                                    new AfterStream.Transfer(workflow, Optional.empty()));
            assertThat(server.post("/twilio/after-stream", ringing()).body())
                    .contains("<Enqueue workflowSid=\"" + workflow.sid() + "\"")
                    .contains("<Task>{\"transferredBy\":\"trunkline\"}</Task>");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bridged",
                "bridging-in-process",
                "redirected",
                "redirected-from-bridged",
                "hangup"
            })
    void afterQueue_endsTheCallThatSomeoneTook(String result) {
        try (var server = WebhookServer.start()) {
            assertThat(server.post("/twilio/after-queue", ringing("QueueResult", result)).body())
                    .endsWith("<Response><Hangup/></Response>");
            assertThat(server.meters.counted).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"queue-full", "system-error", "error", "leave", "new-in-2030"})
    void afterQueue_apologisesIfNobodyTookTheCall(String result) {
        try (var server = WebhookServer.start()) {
            assertApology(server.post("/twilio/after-queue", ringing("QueueResult", result)));
            assertThat(server.meters.counted).containsExactly("TRANSFER_FAILED");
        }
    }

    @Test
    void afterStream_apologisesForAStreamThatFailed() {
        try (var server = WebhookServer.start()) {
            server.calls.afterStream = _ -> Future.succeededFuture(new AfterStream.Apologise());
            assertApology(server.post("/twilio/after-stream", ringing()));
            assertThat(server.meters.counted).containsExactly("STREAM_FAILED");
        }
    }

    @Test
    void afterStream_apologisesWhenTheGatewayIsLateOrFails() {
        try (var server = WebhookServer.impatient()) {
            server.calls.afterStream = _ -> Promise.<AfterStream>promise().future();
            assertApology(server.post("/twilio/after-stream", ringing()));
            server.calls.afterStream = _ -> Future.failedFuture("broken");
            assertApology(server.post("/twilio/after-stream", ringing()));
            assertThat(server.meters.counted).containsExactly("LATE", "FAILED");
        }
    }

    @Test
    void afterDial_apologisesOnlyIfNobodyTookTheCall() {
        try (var server = WebhookServer.start()) {
            assertThat(
                            server.post(
                                            "/twilio/after-dial",
                                            ringing("DialCallStatus", "completed"))
                                    .body())
                    .endsWith("<Response><Hangup/></Response>");
            assertApology(
                    server.post("/twilio/after-dial", ringing("DialCallStatus", "no-answer")));
            assertThat(server.meters.counted).containsExactly("TRANSFER_FAILED");
        }
    }

    private static void assertApology(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("text/xml; charset=utf-8");
        assertThat(answer.body()).contains(APOLOGY);
    }
}
