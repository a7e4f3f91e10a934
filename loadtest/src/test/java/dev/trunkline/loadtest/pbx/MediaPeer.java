package dev.trunkline.loadtest.pbx;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The gateway's end of {@code /media/<id>}, on the JDK's WebSockets. */
final class MediaPeer implements AutoCloseable, WebSocket.Listener {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int LIMIT_SECONDS = 10;

    private final HttpClient http;
    private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
    private final BlockingQueue<byte[]> audio = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder text = new StringBuilder();
    private final WebSocket socket;

    MediaPeer(int port, String connectionId) throws Exception {
        http = HttpClient.newHttpClient();
        socket = open(http, port, connectionId, this);
    }

    private static WebSocket open(
            HttpClient http, int port, String connectionId, WebSocket.Listener listener)
            throws Exception {
        return http.newWebSocketBuilder()
                .subprotocols("media")
                .buildAsync(
                        URI.create("ws://127.0.0.1:" + port + "/media/" + connectionId), listener)
                .get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    /** The status with which an upgrade is refused. */
    static int refusal(int port, String connectionId) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            open(http, port, connectionId, new WebSocket.Listener() {});
            throw new AssertionError("it was upgraded");
        } catch (ExecutionException refused) {
            if (refused.getCause() instanceof WebSocketHandshakeException handshake) {
                return handshake.getResponse().statusCode();
            }
            throw refused;
        }
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
        text.append(part);
        if (last) {
            texts.add(text.toString());
            text.setLength(0);
        }
        from.request(1);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket from, ByteBuffer part, boolean last) {
        byte[] bytes = new byte[part.remaining()];
        part.get(bytes);
        audio.add(bytes);
        from.request(1);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        closed.complete(code);
        return CompletableFuture.completedFuture(null);
    }

    String subprotocol() {
        return socket.getSubprotocol();
    }

    String text() throws InterruptedException {
        String next = texts.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
        assertThat(next).as("a text message").isNotNull();
        return next;
    }

    JsonNode event() throws InterruptedException, IOException {
        return JSON.readTree(text());
    }

    byte[] audio() throws InterruptedException {
        byte[] next = audio.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
        assertThat(next).as("a binary message").isNotNull();
        return next;
    }

    int closeCode() throws Exception {
        return closed.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    void tell(String message) throws Exception {
        socket.sendText(message, true).get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    void play(byte[] message) throws Exception {
        socket.sendBinary(ByteBuffer.wrap(message), true).get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    void hangUp() throws Exception {
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        socket.abort();
        http.close();
    }
}
