package dev.trunkline.gateway.twilio.voice;

import static dev.trunkline.gateway.twilio.voice.WebhookServer.TOKEN;
import static dev.trunkline.gateway.twilio.voice.WebhookServer.encoded;
import static dev.trunkline.gateway.twilio.voice.WebhookServer.ringing;
import static dev.trunkline.gateway.twilio.voice.WebhookServer.signed;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets past the signature check and the form reader. */
class SignatureHandlerIT {

    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String VOICE = "/twilio/voice?agent=sales";

    @Test
    void unsignedIsRefused() {
        try (var server = WebhookServer.start()) {
            var answer = server.send(VOICE, encoded(ringing()), FORM, "");
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.body())
                    .isEqualTo(
                            "X-Twilio-Signature is missing: only signed requests are taken here.\n");
            assertThat(answer.headers().firstValue("Content-Type"))
                    .contains("text/plain; charset=utf-8");
            assertRefusedAs(server, "MISSING");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/twilio/voice",
                "/twilio/voice?agent=other",
                "/twilio/voice?agent=sales&trunk=x"
            })
    void signatureOfAnotherUrlIsRefused(String signedTarget) {
        try (var server = WebhookServer.start()) {
            String signature = signed(signedTarget, ringing());
            var answer = server.send(VOICE, encoded(ringing()), FORM, signature);
            assertThat(answer.statusCode()).isEqualTo(403);
            assertRefusedAs(server, "MISMATCH");
        }
    }

    @Test
    void staleSignatureOnAnotherBodyIsRefused() {
        try (var server = WebhookServer.start()) {
            String signature = signed(VOICE, ringing());
            var other = ringing("CallSid", "CA00000000000000000000000000000000");
            assertThat(server.send(VOICE, encoded(other), FORM, signature).statusCode())
                    .isEqualTo(403);
            assertRefusedAs(server, "MISMATCH");
        }
    }

    @Test
    void unknownAccountIsRefused() {
        try (var server = WebhookServer.start()) {
            var foreign = ringing("AccountSid", "AC" + "f".repeat(32));
            assertThat(server.post(VOICE, foreign).statusCode()).isEqualTo(403);
            assertRefusedAs(server, "UNKNOWN_ACCOUNT");
        }
    }

    @Test
    void hostAndForwardedHeadersDecideNothing() {
        try (var server = WebhookServer.start()) {
            String body = encoded(ringing());
            String forged =
                    RequestSignature.sign(
                            TOKEN, "https://evil.example" + VOICE + suffixOf(ringing()));
            String head =
                    "POST "
                            + VOICE
                            + " HTTP/1.1\r\nConnection: close\r\nContent-Type: "
                            + FORM
                            + "\r\nContent-Length: "
                            + body.length()
                            + "\r\n";
            String evil =
                    "Host: evil.example\r\nX-Forwarded-Host: evil.example\r\nX-Forwarded-Proto: https\r\n";
            assertThat(
                            server.raw(
                                    head
                                            + evil
                                            + "X-Twilio-Signature: "
                                            + forged
                                            + "\r\n\r\n"
                                            + body))
                    .startsWith("HTTP/1.1 403 ");
            assertThat(
                            server.raw(
                                    head
                                            + evil
                                            + "x-twilio-signature: "
                                            + signed(VOICE, ringing())
                                            + "\r\n\r\n"
                                            + body))
                    .startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void absoluteRequestTargetIsRefused() {
        try (var server = WebhookServer.start()) {
            String body = encoded(ringing());
            String answer =
                    server.raw(
                            "POST https://voice.gateway.example/twilio/voice HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                                    + "X-Twilio-Signature: "
                                    + signed("/twilio/voice", ringing())
                                    + "\r\nContent-Type: "
                                    + FORM
                                    + "\r\nContent-Length: "
                                    + body.length()
                                    + "\r\n\r\n"
                                    + body);
            assertThat(answer).startsWith("HTTP/1.1 4");
            assertThat(server.calls.asked).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"/twilio/stream, true", "/twilio/stream/, false", "/twilio/voice, false"})
    void upgradeIsSignedOverTheWebSocketUrl(String signedPath, boolean accepted) throws Exception {
        try (var server = WebhookServer.start()) {
            var handshake =
                    server.client()
                            .newWebSocketBuilder()
                            .header(
                                    "X-Twilio-Signature",
                                    RequestSignature.sign(
                                            TOKEN, "wss://voice.gateway.example" + signedPath))
                            .buildAsync(
                                    URI.create(
                                            "ws://127.0.0.1:" + server.port() + "/twilio/stream"),
                                    new WebSocket.Listener() {});
            if (accepted) {
                handshake.get(20, TimeUnit.SECONDS).abort();
                assertThat(server.meters.counted).isEmpty();
            } else {
                assertThatThrownBy(() -> handshake.get(20, TimeUnit.SECONDS))
                        .cause()
                        .isInstanceOfSatisfying(
                                WebSocketHandshakeException.class,
                                refused ->
                                        assertThat(refused.getResponse().statusCode())
                                                .isEqualTo(403));
                assertThat(server.meters.counted).containsExactly("MISMATCH");
            }
        }
    }

    @Test
    void insecureLocalTakesUnsignedRequestsAndStillReadsThemStrictly() {
        try (var server = WebhookServer.insecureLocal()) {
            assertThat(server.send(VOICE, encoded(ringing()), FORM, "").statusCode())
                    .isEqualTo(200);
            assertThat(server.send(VOICE, "{}", "application/json", "").statusCode())
                    .isEqualTo(400);
            var foreign = ringing("AccountSid", "AC" + "f".repeat(32));
            assertThat(server.send(VOICE, encoded(foreign), FORM, "").statusCode()).isEqualTo(403);
            assertThat(server.meters.counted).containsExactly("MALFORMED", "UNKNOWN_ACCOUNT");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/x-www-form-urlencoded; charset=UTF-8",
                "APPLICATION/X-WWW-FORM-URLENCODED"
            })
    void contentTypeMayBeWrittenDifferently(String contentType) {
        try (var server = WebhookServer.start()) {
            var answer =
                    server.send(VOICE, encoded(ringing()), contentType, signed(VOICE, ringing()));
            assertThat(answer.statusCode()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "text/plain",
                "multipart/form-data; boundary=x",
                "application/octet-stream",
                ""
            })
    void otherContentTypesAreRefused(String contentType) throws Exception {
        try (var server = WebhookServer.start()) {
            String body = encoded(ringing());
            // The form's own signature says nothing about a body that is no form.
            assertThat(server.send(VOICE, body, contentType, signed(VOICE, ringing())).statusCode())
                    .isEqualTo(403);
            String hash =
                    HexFormat.of()
                            .formatHex(
                                    MessageDigest.getInstance("SHA-256")
                                            .digest(body.getBytes(UTF_8)));
            String target = VOICE + "&bodySHA256=" + hash;
            var answer = server.send(target, body, contentType, signed(target, Map.of()));
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).contains("Content-Type must be " + FORM);
            assertThat(server.meters.counted).containsExactly("MISMATCH", "MALFORMED");
            assertThat(server.calls.asked).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"CallSid=%", "CallSid=%4", "CallSid=%zz", "CallSid=%+1", "%=1"})
    void brokenEscapeIsMalformed(String body) {
        try (var server = WebhookServer.start()) {
            var answer = server.send(VOICE, body, FORM, signed(VOICE, Map.of()));
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).isEqualTo("The form has a broken percent escape.\n");
            assertRefusedAs(server, "MALFORMED");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/twilio/voice, CallSid, '', CallSid is missing",
        "/twilio/voice, CallSid, CA12, CallSid is not a SID",
        "/twilio/voice, AccountSid, '', AccountSid is missing",
        "/twilio/voice?agent=a&agent=b, CallStatus, x, 'agent was sent 2 times'",
        "/twilio/after-stream, CallSid, '', CallSid is missing",
        "/twilio/after-dial, CallStatus, x, DialCallStatus is missing",
        "/twilio/after-queue, CallStatus, x, QueueResult is missing",
        "/twilio/status, CallStatus, '', CallStatus is missing",
        "/twilio/stream-status, CallStatus, x, StreamEvent is missing"
    })
    void signedButIncompleteFormIsMalformed(
            String target, String name, String value, String sentence) {
        try (var server = WebhookServer.insecureLocal()) {
            var form = ringing("StreamSid", "MZ" + "1".repeat(32), name, value);
            var answer = server.send(target, encoded(form), FORM, "");
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).startsWith(sentence);
            assertRefusedAs(server, "MALFORMED");
        }
    }

    @Test
    void brokenEscapeInTheQueryIsMalformed() {
        try (var server = WebhookServer.insecureLocal()) {
            String body = encoded(ringing());
            String answer =
                    server.raw(
                            "POST /twilio/voice?agent=%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: "
                                    + FORM
                                    + "\r\nContent-Length: "
                                    + body.length()
                                    + "\r\n\r\n"
                                    + body);
            assertThat(answer)
                    .startsWith("HTTP/1.1 400 ")
                    .contains("The query has a broken percent escape.");
            assertRefusedAs(server, "MALFORMED");
        }
    }

    @Test
    void overlongValueIsMalformedAndNotRepeated() {
        try (var server = WebhookServer.start()) {
            var answer = server.post(VOICE, ringing("From", "5".repeat(600)));
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).isEqualTo("From has 600 characters, expected at most 512.\n");
        }
    }

    @Test
    void announcedOversizeIsRefusedBeforeTheBody() {
        try (var server = WebhookServer.start()) {
            String answer =
                    server.raw(
                            "POST /twilio/voice HTTP/1.1\r\nHost: x\r\nContent-Type: "
                                    + FORM
                                    + "\r\nContent-Length: 65537\r\n\r\n");
            assertThat(answer).startsWith("HTTP/1.1 413 ").contains("65536 bytes");
            assertRefusedAs(server, "OVERSIZE");
        }
    }

    @Test
    void chunkedOversizeIsRefusedAtTheBound() {
        try (var server = WebhookServer.start()) {
            String head =
                    "POST /twilio/voice HTTP/1.1\r\nHost: x\r\nContent-Type: "
                            + FORM
                            + "\r\nTransfer-Encoding: chunked\r\n\r\n";
            String answer = server.raw(head + "10001\r\n" + "a".repeat(65_537));
            assertThat(answer).startsWith("HTTP/1.1 413 ");
            assertRefusedAs(server, "OVERSIZE");
        }
    }

    @Test
    void bodyOfExactlyTheBoundIsRead() {
        try (var server = WebhookServer.start()) {
            String body = encoded(ringing("Padding", ""));
            String padding = "x".repeat(BodyReader.BODY_BYTES - body.length());
            var answer = server.post("/twilio/voice", ringing("Padding", padding));
            assertThat(answer.statusCode()).isEqualTo(200);
        }
    }

    @Test
    void bodyThatDoesNotComeIsGivenUp() {
        try (var server = WebhookServer.start()) {
            String answer =
                    server.raw(
                            "POST /twilio/voice HTTP/1.1\r\nHost: x\r\nContent-Type: "
                                    + FORM
                                    + "\r\nContent-Length: 100\r\n\r\nCallSid=");
            assertThat(answer).startsWith("HTTP/1.1 408 ");
            assertRefusedAs(server, "SLOW_BODY");
        }
    }

    @Test
    void otherMethodsAreNotServed() {
        try (var server = WebhookServer.start()) {
            assertThat(
                            server.raw(
                                    "GET /twilio/voice HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 405 ");
        }
    }

    private static String suffixOf(Map<String, String> form) {
        var suffix = new StringBuilder();
        form.forEach((name, value) -> suffix.append(name).append(value));
        return suffix.toString();
    }

    private static void assertRefusedAs(WebhookServer server, String rejection) {
        assertThat(server.meters.counted).containsExactly(rejection);
        assertThat(server.calls.asked).isEmpty();
    }
}
