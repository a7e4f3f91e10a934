package dev.trunkline.gateway.rehearsal;

import dev.trunkline.gateway.config.keys.Secret;
import dev.trunkline.gateway.twilio.voice.RequestSignature;
import dev.trunkline.gateway.twilio.voice.VoiceWebhook;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Places calls as Twilio does: the signed webhook, its TwiML, the signed upgrade, {@code start},
 * what the caller says, {@code stop}, the status callback. One at a time; confined to one event
 * loop.
 */
public final class PhoneEnd {
    private static final String LOOPBACK = "127.0.0.1";
    private static final String SIGNATURE = "X-Twilio-Signature";
    private static final int SID_BYTES = 16;
    private static final Pattern PARAMETER =
            Pattern.compile("<Parameter name=\"([^\"]+)\" value=\"([^\"]*)\"");

    private final Line line;
    private final HttpClient http;
    private final WebSocketClient sockets;

    /**
     * Where the gateway is.
     *
     * @param port its public port, on loopback
     * @param tls whether it speaks TLS there
     * @param host of its public URL, which it is not reached at
     * @param authToken what it checks signatures with
     */
    public record Line(int port, boolean tls, String host, Secret authToken) {}

    /** A phone without a call. Closing the Vert.x closes its sockets. */
    public PhoneEnd(Vertx vertx, Line line) {
        this.line = line;
        http =
                vertx.createHttpClient(
                        new HttpClientOptions()
                                .setDefaultHost(LOOPBACK)
                                .setDefaultPort(line.port())
                                .setSsl(line.tls())
                                .setTrustAll(
                                        true) // it is this process: whose name it has is all one
                                .setVerifyHost(false));
        sockets =
                vertx.createWebSocketClient(
                        new WebSocketClientOptions()
                                .setDefaultHost(LOOPBACK)
                                .setDefaultPort(line.port())
                                .setSsl(line.tls())
                                .setTrustAll(true)
                                .setVerifyHost(false));
    }

    /**
     * One call from the webhook to the hang-up.
     *
     * @param agent who is to answer
     * @param over hangs up when this completes and the agent was heard, or once enough was said
     * @return the frames of the agent's voice that were heard
     */
    public Future<Integer> call(String agent, Future<Void> over) {
        String callSid = sid("CA");
        String accountSid = sid("AC");
        return post(
                        VoiceWebhook.VOICE_PATH + "?agent=" + agent,
                        form(callSid, accountSid, "ringing"))
                .compose(twiml -> talk(callSid, accountSid, parameters(twiml), over))
                .compose(heard ->
                        post(VoiceWebhook.STATUS_PATH, form(callSid, accountSid, "completed"))
                                .map(heard));
    }

    private Future<Integer> talk(
            String callSid, String accountSid, Map<String, String> parameters, Future<Void> over) {
        String path = VoiceWebhook.STREAM_PATH;
        WebSocketConnectOptions upgrade =
                new WebSocketConnectOptions()
                        .setURI(path)
                        .setHeaders(
                                MultiMap.caseInsensitiveMultiMap()
                                        .set(SIGNATURE, signature("wss://" + line.host() + path)));
        return sockets.connect(upgrade)
                .compose(socket -> {
                    PhoneTalk talk = new PhoneTalk(sid("MZ"), socket::writeTextMessage);
                    socket.textMessageHandler(talk::onText);
                    talk.start(callSid, accountSid, parameters);
                    return Future.any(talk.enough(), Future.all(over, talk.heard()))
                            .compose(_ -> {
                                talk.stop(callSid, accountSid);
                                return socket.close();
                            })
                            .map(_ -> talk.heardFrames());
                });
    }

    private Future<String> post(String target, SortedMap<String, String> form) {
        StringBuilder signed = new StringBuilder("https://" + line.host() + target);
        StringBuilder body = new StringBuilder();
        form.forEach((name, value) -> {
            signed.append(name).append(value);
            // Nothing in here has a character that a form would have to escape, but for the plus.
            body.append(body.isEmpty() ? "" : "&")
                    .append(name)
                    .append('=')
                    .append(value.replace("+", "%2B"));
        });
        return http.request(HttpMethod.POST, target)
                .compose(request ->
                        request.putHeader("Content-Type", "application/x-www-form-urlencoded")
                                .putHeader(SIGNATURE, signature(signed.toString()))
                                .send(Buffer.buffer(body.toString())))
                .compose(response ->
                        response.statusCode() < 300
                                ? response.body().map(Buffer::toString)
                                : Future.failedFuture(
                                        target + " answered " + response.statusCode()));
    }

    private String signature(String text) {
        return RequestSignature.sign(line.authToken().value(), text);
    }

    /** Numbers that no one has: 555-0100 to 0199 are kept for such uses. */
    private static SortedMap<String, String> form(
            String callSid, String accountSid, String status) {
        return new TreeMap<>(
                Map.of(
                        "CallSid", callSid,
                        "AccountSid", accountSid,
                        "From", "+14155550100",
                        "To", "+14155550101",
                        "CallStatus", status,
                        "Direction", "inbound",
                        "ApiVersion", "2010-04-01"));
    }

    private static Map<String, String> parameters(String twiml) {
        Map<String, String> parameters = new HashMap<>();
        for (Matcher found = PARAMETER.matcher(twiml); found.find(); ) {
            parameters.put(found.group(1), found.group(2));
        }
        return parameters;
    }

    private static String sid(String prefix) {
        byte[] digits = new byte[SID_BYTES];
        ThreadLocalRandom.current().nextBytes(digits);
        return prefix + HexFormat.of().formatHex(digits);
    }
}
