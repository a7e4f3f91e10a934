package dev.trunkline.loadtest.phone;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.twilio.security.RequestValidator;
import dev.trunkline.loadtest.audio.Speech;
import dev.trunkline.loadtest.phone.PhoneCallReport.ClosedBy;
import dev.trunkline.loadtest.phone.PhoneCallReport.Outcome;
import io.vertx.core.Vertx;
import io.vertx.core.http.ServerWebSocket;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SimulatedTwilioIT {
    private static final TwilioAccount ACCOUNT =
            new TwilioAccount(
                    "AC0123456789abcdef0123456789abcdef", "8f1e2d3c4b5a69788796a5b4c3d2e1f0");
    private static final String CONNECT =
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <Response><Connect><Stream url="wss://voice.gateway.example/twilio/stream">
            <Parameter name="token" value="a&amp;b"/></Stream></Connect>%s</Response>\
            """;

    private Vertx vertx;
    private FakeGateway gateway;
    private SimulatedTwilio twilio;

    @BeforeEach
    void open() throws Exception {
        vertx = Vertx.vertx();
        gateway = new FakeGateway(vertx).twiml("/twilio/voice", CONNECT.formatted(""));
        twilio = SimulatedTwilio.create(vertx, ACCOUNT, GatewayAddress.local(gateway.port()));
    }

    @AfterEach
    void close() throws Exception {
        twilio.closeAll().get(10, SECONDS);
        assertThat(twilio.activeCalls()).isZero();
        gateway.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, SECONDS);
    }

    @Test
    void aCall_isSignedAsTwiliosOwnValidatorWantsIt() throws Exception {
        twilio.call(
                        CallScript.inbound("/twilio/voice?agent=demo&trunk=byoc")
                                .hangUp(When.at(40))
                                .build())
                .get(20, SECONDS);

        FakeGateway.Request webhook = gateway.requests.getFirst();
        RequestValidator validator = new RequestValidator(ACCOUNT.authToken());
        String url = "https://voice.gateway.example/twilio/voice?agent=demo&trunk=byoc";
        assertThat(webhook.host()).isEqualTo("voice.gateway.example");
        assertThat(webhook.parameters())
                .containsEntry("CallStatus", "ringing")
                .containsEntry("CallerName", "");
        assertThat(validator.validate(url, webhook.parameters(), webhook.signature())).isTrue();
        FakeGateway.Request upgrade = gateway.upgrades.getFirst();
        assertThat(upgrade.target()).isEqualTo("/twilio/stream");
        assertThat(
                        validator.validate(
                                "wss://voice.gateway.example/twilio/stream",
                                Map.of(),
                                upgrade.signature()))
                .isTrue();
    }

    @Test
    void messages_areThoseOfTheDocumentation_inOrder() throws Exception {
        PhoneCallReport report =
                twilio.call(
                                CallScript.inbound("/twilio/voice")
                                        .say(When.at(100), CallerAudio.utterance(1))
                                        .dtmf(When.after(20), "5#")
                                        .hangUp(When.after(40))
                                        .build())
                        .get(30, SECONDS);

        assertThat(report.outcome()).isEqualTo(Outcome.CALLER_HUNG_UP);
        assertThat(report.violations()).isEmpty();
        PhoneCallReport.StreamReport stream = report.stream().orElseThrow();
        assertThat(stream.closedBy()).isEqualTo(ClosedBy.PHONE);
        assertThat(gateway.messages.getFirst().toString())
                .isEqualTo("{\"event\":\"connected\",\"protocol\":\"Call\",\"version\":\"1.0.0\"}");
        JsonNode start = gateway.messages.get(1).path("start");
        assertThat(start.path("callSid").asText()).isEqualTo(report.callSid());
        assertThat(start.path("customParameters").path("token").asText()).isEqualTo("a&b");
        assertThat(start.path("mediaFormat").path("sampleRate").isInt()).isTrue();
        long sequence = 1;
        for (JsonNode message : gateway.messages.subList(1, gateway.messages.size())) {
            assertThat(message.path("sequenceNumber").isTextual()).isTrue();
            assertThat(message.path("sequenceNumber").asText())
                    .isEqualTo(Long.toString(sequence++));
            assertThat(message.path("streamSid").asText()).isEqualTo(stream.streamSid());
        }
        List<JsonNode> media = gateway.messages("media");
        byte[] sent = new byte[media.size() * 160];
        for (int i = 0; i < media.size(); i++) {
            JsonNode frame = media.get(i).path("media");
            assertThat(frame.path("chunk").asText()).isEqualTo(Integer.toString(i + 1));
            assertThat(frame.path("timestamp").asText()).isEqualTo(Integer.toString(i * 20));
            byte[] payload = Base64.getDecoder().decode(frame.path("payload").asText());
            System.arraycopy(payload, 0, sent, i * 160, 160);
        }
        assertThat(stream.sent().muLaw()).isEqualTo(sent);
        assertThat(stream.framesSent()).isEqualTo(media.size());
        byte[] utterance = Speech.utterance(1);
        assertThat(Arrays.copyOfRange(sent, 800, 800 + utterance.length)).isEqualTo(utterance);
        assertThat(gateway.messages("dtmf").getFirst().path("dtmf").toString())
                .isEqualTo("{\"track\":\"inbound_track\",\"digit\":\"5\"}");
        assertThat(stream.dtmfSent()).isEqualTo("5#");
        assertThat(gateway.messages.getLast().path("stop").path("callSid").asText())
                .isEqualTo(report.callSid());
    }

    @Test
    void agentAudio_isPlayed_markEchoed_andTheTwimlBehindConnectObeyed() throws Exception {
        gateway.twiml("/twilio/voice", CONNECT.formatted("<Redirect>/twilio/after</Redirect>"))
                .twiml("/twilio/after", "<Response><Say>Goodbye</Say><Hangup/></Response>")
                .onMessage((socket, message) -> {
                    if (message.path("event").asText().equals("start")) {
                        send(socket, message, Speech.utterance(4));
                        socket.writeTextMessage(mark(message, "g1:m1"));
                    } else if (message.path("event").asText().equals("mark")) {
                        socket.close((short) 1000);
                    }
                });

        PhoneCallReport report =
                twilio.call(CallScript.inbound("/twilio/voice").build()).get(30, SECONDS);

        assertThat(report.violations()).isEmpty();
        assertThat(report.outcome()).isEqualTo(Outcome.GATEWAY_HUNG_UP);
        assertThat(report.said()).containsExactly("Say Goodbye");
        assertThat(report.twiml()).hasSize(2);
        PhoneCallReport.StreamReport stream = report.stream().orElseThrow();
        byte[] agent = Speech.utterance(4);
        assertThat(stream.closedBy()).isEqualTo(ClosedBy.GATEWAY);
        assertThat(stream.closeCode()).isEqualTo(1000);
        assertThat(stream.bytesReceived()).isEqualTo(agent.length);
        PhoneCallReport.Mark mark = stream.marks().getFirst();
        assertThat(mark.cleared()).isFalse();
        // the mark is played exactly as long after the first byte as there is audio, to the sample
        long first = -Math.floorDiv(stream.startedNanos() - stream.firstMediaNanos(), 125_000L);
        assertThat(mark.playedNanos())
                .isEqualTo(stream.startedNanos() + (first + agent.length) * 125_000L);
        assertThat(stream.heard().muLaw((int) first, (int) first + agent.length)).isEqualTo(agent);
        assertThat(stream.segments())
                .containsExactly(
                        new PhoneCallReport.PlayedSegment("g1:m1", agent.length, agent.length));
        FakeGateway.Request after = gateway.requests.getLast();
        assertThat(after.target()).isEqualTo("/twilio/after");
        assertThat(
                        new RequestValidator(ACCOUNT.authToken())
                                .validate(
                                        "https://voice.gateway.example/twilio/after",
                                        after.parameters(),
                                        after.signature()))
                .isTrue();
    }

    private static void send(ServerWebSocket socket, JsonNode start, byte[] muLaw) {
        for (int at = 0; at < muLaw.length; at += 160) {
            String payload =
                    Base64.getEncoder().encodeToString(Arrays.copyOfRange(muLaw, at, at + 160));
            socket.writeTextMessage(
                    "{\"event\":\"media\",\"streamSid\":%s,\"media\":{\"payload\":\"%s\"}}"
                            .formatted(start.path("streamSid"), payload));
        }
    }

    private static String mark(JsonNode start, String name) {
        return "{\"event\":\"mark\",\"streamSid\":%s,\"mark\":{\"name\":\"%s\"}}"
                .formatted(start.path("streamSid"), name);
    }
}
