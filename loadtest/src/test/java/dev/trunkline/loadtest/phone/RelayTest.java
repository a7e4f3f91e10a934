package dev.trunkline.loadtest.phone;

import static java.util.concurrent.TimeUnit.SECONDS;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trunkline.loadtest.relay.RelayCue;
import dev.trunkline.loadtest.relay.RelayScript;
import io.vertx.core.Vertx;
import io.vertx.core.http.ServerWebSocket;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A simulated Twilio and a scripted server that it meets over real sockets. */
abstract class RelayTest {
    static final TwilioAccount ACCOUNT =
            new TwilioAccount("AC0123456789abcdef0123456789abcdef", "token");
    static final String RELAY =
            """
            <Response><Connect action="/after"><ConversationRelay\
             url="wss://voice.gateway.example/relay" dtmfDetection="true"%s>\
            <Parameter name="session" value="s-1"/></ConversationRelay></Connect></Response>\
            """;
    static final Duration DEADLINE = Duration.ofSeconds(10);

    Vertx vertx;
    FakeGateway gateway;
    SimulatedTwilio twilio;

    @BeforeEach
    void open() throws Exception {
        vertx = Vertx.vertx();
        gateway =
                new FakeGateway(vertx)
                        .twiml("/v", RELAY.formatted(""))
                        .twiml("/after", "<Response><Hangup/></Response>")
                        .twiml("/status", "<Response/>");
        twilio = SimulatedTwilio.create(vertx, ACCOUNT, GatewayAddress.local(gateway.port()));
    }

    @AfterEach
    void close() throws Exception {
        twilio.closeAll().get(10, SECONDS);
        gateway.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, SECONDS);
    }

    /** Answers every prompt with the words heard, token by token, and {@code bye} with an end. */
    void echo() {
        gateway.onMessage((socket, message) -> {
            if (message.path("type").asText().equals("prompt")) {
                String words = message.path("voicePrompt").asText();
                if (words.equals("bye")) {
                    end(socket, "{\"reason\":\"bye\"}");
                } else {
                    say(socket, "You said " + words + ".");
                }
            }
        });
    }

    static void say(ServerWebSocket socket, String words) {
        String[] tokens = words.split("(?= )", -1);
        for (int i = 0; i < tokens.length; i++) {
            var _ =
                    socket.writeTextMessage(
                            FakeGateway.JSON
                                    .createObjectNode()
                                    .put("type", "text")
                                    .put("token", tokens[i])
                                    .put("last", i == tokens.length - 1)
                                    .toString());
        }
    }

    static void end(ServerWebSocket socket, String handoffData) {
        var _ =
                socket.writeTextMessage(
                        FakeGateway.JSON
                                .createObjectNode()
                                .put("type", "end")
                                .put("handoffData", handoffData)
                                .toString());
    }

    PhoneCallReport call(RelayScript script) throws Exception {
        return twilio.call(CallScript.inbound("/v").statusCallback("/status").relay(script).build())
                .get(20, SECONDS);
    }

    static RelayScript.Builder asking() {
        return RelayScript.script()
                .say(RelayCue.at(100), "a table for two")
                .say(RelayCue.agentDone(), "bye");
    }

    FakeGateway.Request request(String path) {
        return gateway.requests.stream()
                .filter(each -> each.target().equals(path))
                .findFirst()
                .orElseThrow();
    }

    JsonNode message(String type) {
        return gateway.messages.stream()
                .filter(each -> each.path("type").asText().equals(type))
                .findFirst()
                .orElseThrow();
    }
}
