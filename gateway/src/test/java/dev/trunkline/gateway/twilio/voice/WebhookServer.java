package dev.trunkline.gateway.twilio.voice;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trunkline.gateway.config.keys.Secret;
import dev.trunkline.gateway.trunk.Trunk;
import dev.trunkline.gateway.trunk.Trunks;
import dev.trunkline.observability.metrics.TrunkKind;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** The webhooks on a real server, and Twilio's side of a request. */
final class WebhookServer implements AutoCloseable {

    static final String PUBLIC_URL = "https://voice.gateway.example";
    static final String ACCOUNT = "AC0123456789abcdef0123456789abcdef";
    static final String TOKEN = "8f1e2d3c4b5a69788796a5b4c3d2e1f0";
    static final String CALL = "CAfedcba9876543210fedcba9876543210";
    static final String CALLER = "+447700900123";
    static final long RECEIVED_NANOS = 1_234_567L;

    final FakeCalls calls = new FakeCalls();
    final CountingMeters meters = new CountingMeters();
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final HttpServer server;

    private WebhookServer(boolean insecureLocal, Duration answerBudget, String fallbackTwiml) {
        var publicUrl = PublicUrl.of(PUBLIC_URL);
        var signature = new RequestSignature(publicUrl, Map.of(ACCOUNT, new Secret(TOKEN)), null);
        var handler = new SignatureHandler(signature, insecureLocal, meters::rejected, 200);
        var settings =
                new VoiceSettings(
                        publicUrl,
                        Set.of(ACCOUNT),
                        new Apologies("We are sorry.", "en-GB", fallbackTwiml),
                        answerBudget);
        var trunks =
                new Trunks(
                        Map.of("carrier-a", new Trunk("carrier-a", TrunkKind.BYOC, "Carrier A")),
                        Trunks.UNKNOWN);
        var webhook =
                new VoiceWebhook(settings, trunks, calls, handler, meters, () -> RECEIVED_NANOS);
        var router = Router.router(vertx);
        webhook.mount(router);
        router.get(VoiceWebhook.STREAM_PATH)
                .handler(handler)
                .handler(ctx -> ctx.request().toWebSocket());
        server = await(vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1"));
    }

    static WebhookServer start() {
        return new WebhookServer(false, VoiceSettings.DEFAULT_ANSWER_BUDGET, "");
    }

    static WebhookServer insecureLocal() {
        return new WebhookServer(true, VoiceSettings.DEFAULT_ANSWER_BUDGET, "");
    }

    static WebhookServer impatient() {
        return new WebhookServer(false, Duration.ofMillis(50), "");
    }

    static WebhookServer withFallback(String twiml) {
        return new WebhookServer(false, VoiceSettings.DEFAULT_ANSWER_BUDGET, twiml);
    }

    int port() {
        return server.actualPort();
    }

    HttpClient client() {
        return client;
    }

    /** As Twilio posts it: form encoded and signed. */
    HttpResponse<String> post(String target, Map<String, String> form) {
        return send(
                target, encoded(form), "application/x-www-form-urlencoded", signed(target, form));
    }

    /**
     * A body as it is, under any signature; an empty content type or signature leaves the header
     * out.
     */
    HttpResponse<String> send(String target, String body, String contentType, String signature) {
        var request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + target))
                        .timeout(Duration.ofSeconds(20))
                        .POST(HttpRequest.BodyPublishers.ofString(body));
        if (!contentType.isEmpty()) {
            request.header("Content-Type", contentType);
        }
        if (!signature.isEmpty()) {
            request.header("X-Twilio-Signature", signature);
        }
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError("the server closed instead of answering", e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /** Bytes as they are; what comes back until the server closes. */
    String raw(String bytes) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(bytes.getBytes(UTF_8));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new AssertionError("no answer", e);
        }
    }

    static String signed(String target, Map<String, String> form) {
        var text = new StringBuilder(PUBLIC_URL + target);
        new TreeMap<>(form).forEach((name, value) -> text.append(name).append(value));
        return RequestSignature.sign(TOKEN, text.toString());
    }

    static String encoded(Map<String, String> form) {
        var body = new StringBuilder();
        form.forEach((name, value) ->
                body.append(body.isEmpty() ? "" : "&")
                        .append(URLEncoder.encode(name, UTF_8))
                        .append('=')
                        .append(URLEncoder.encode(value, UTF_8)));
        return body.toString();
    }

    /** What Twilio sends when a call rings, with more on top. */
    static Map<String, String> ringing(String... more) {
        var form = new TreeMap<String, String>();
        form.put("AccountSid", ACCOUNT);
        form.put("CallSid", CALL);
        form.put("CallStatus", "ringing");
        form.put("CallerName", "");
        form.put("Direction", "inbound");
        form.put("From", CALLER);
        form.put("To", "442079460000");
        for (int i = 0; i < more.length; i += 2) {
            form.put(more[i], more[i + 1]);
        }
        return form;
    }

    private static <T> T await(io.vertx.core.Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("not done in 20 s", e);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
        await(vertx.close());
    }
}
