package dev.trunkline.loadtest.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Somebody who can sign as Twilio does but says what it likes: webhooks and sockets one by one, by
 * the JDK's own client.
 */
final class Stranger implements AutoCloseable {
    private static final String HOST = "voice.gateway.example";
    private static final String STREAM_SID = "MZ" + "c".repeat(32);
    private static final Pattern TOKEN =
            Pattern.compile("<Parameter name=\"token\" value=\"([^\"]+)\"");

    private final HttpClient http = HttpClient.newHttpClient();
    private final int port;

    Stranger(int port) {
        this.port = port;
    }

    /** Posts the voice webhook of a call and returns the token that the TwiML carries. */
    String ring(String callSid) {
        Map<String, String> form =
                new TreeMap<>(
                        Map.of(
                                "AccountSid", Bench.ACCOUNT.accountSid(),
                                "CallSid", callSid,
                                "CallStatus", "ringing",
                                "Direction", "inbound",
                                "From", "+447700900123",
                                "To", "+442079460000"));
        String twiml = post("/twilio/voice", form).body();
        Matcher token = TOKEN.matcher(twiml);
        assertThat(token.find()).as("a token in %s", twiml).isTrue();
        return token.group(1);
    }

    /** Posts a form to a webhook, signed. */
    HttpResponse<String> post(String pathAndQuery, Map<String, String> form) {
        return post(pathAndQuery, form, signature("https://" + HOST + pathAndQuery, form));
    }

    /** The same with this for a signature. */
    HttpResponse<String> post(String pathAndQuery, Map<String, String> form, String signature) {
        String body =
                form.entrySet().stream()
                        .map(each ->
                                URLEncoder.encode(each.getKey(), StandardCharsets.UTF_8)
                                        + '='
                                        + URLEncoder.encode(
                                                each.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&"));
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + pathAndQuery))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header("X-Twilio-Signature", signature)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build();
        return Bench.got(http.sendAsync(request, HttpResponse.BodyHandlers.ofString()));
    }

    /** Opens a media socket with a valid signature. */
    Socket open() {
        Socket socket = new Socket();
        Bench.got(
                http.newWebSocketBuilder()
                        .header(
                                "X-Twilio-Signature",
                                signature("wss://" + HOST + "/twilio/stream", Map.of()))
                        .buildAsync(
                                URI.create("ws://127.0.0.1:" + port + "/twilio/stream"), socket));
        return socket;
    }

    private static String signature(String url, Map<String, String> form) {
        StringBuilder signed = new StringBuilder(url);
        new TreeMap<>(form).forEach((name, value) -> signed.append(name).append(value));
        try {
            byte[] key = Bench.ACCOUNT.authToken().getBytes(StandardCharsets.US_ASCII);
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(key, "HmacSHA1"));
            byte[] hash = mac.doFinal(signed.toString().getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(hash);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no HmacSHA1", e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
        http.close();
    }

    /** One media socket. */
    static final class Socket implements WebSocket.Listener {
        private final CompletableFuture<Integer> closed = new CompletableFuture<>();
        private final ConcurrentLinkedQueue<String> texts = new ConcurrentLinkedQueue<>();
        private final CompletableFuture<WebSocket> open = new CompletableFuture<>();

        void start(String callSid, String token) {
            send(
                    """
                    {"event":"start","sequenceNumber":"1","streamSid":"%s","start":{"accountSid":"%s",\
                    "callSid":"%s","streamSid":"%s","tracks":["inbound"],"mediaFormat":{"encoding":\
                    "audio/x-mulaw","sampleRate":8000,"channels":1},"customParameters":{"token":"%s"}}}\
                    """
                            .formatted(
                                    STREAM_SID,
                                    Bench.ACCOUNT.accountSid(),
                                    callSid,
                                    STREAM_SID,
                                    token));
        }

        void stop() {
            send("{\"event\":\"stop\",\"streamSid\":\"" + STREAM_SID + "\",\"stop\":{}}");
        }

        private void send(String text) {
            Bench.got(Bench.got(open).sendText(text, true));
        }

        void awaitText(String part) {
            Bench.await(
                    part + " received", () -> texts.stream().anyMatch(text -> text.contains(part)));
        }

        /** The gateway's close code; 1006 if the connection just ended. */
        int awaitClose() {
            return Bench.got(closed);
        }

        @Override
        public void onOpen(WebSocket opened) {
            open.complete(opened);
            opened.request(Long.MAX_VALUE);
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
            texts.add(text.toString());
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            closed.complete(code);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void onError(WebSocket from, Throwable cause) {
            closed.complete(1006);
        }
    }
}
