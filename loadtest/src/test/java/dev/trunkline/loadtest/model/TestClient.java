package dev.trunkline.loadtest.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.openai.core.ObjectMappers;
import com.openai.models.realtime.RealtimeServerEvent;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A plain Vert.x client; keeps everything it gets and can have the vendor's SDK judge it. */
final class TestClient implements AutoCloseable {
    static final Duration DEADLINE = Duration.ofSeconds(10);
    static final String PCMU =
            """
            {"type":"session.update","event_id":"u1","session":{"type":"realtime","audio":{
             "input":{"format":{"type":"audio/pcmu"},"turn_detection":{"type":"server_vad",
               "threshold":0.5,"prefix_padding_ms":300,"silence_duration_ms":500}},
             "output":{"format":{"type":"audio/pcmu"}}}}}\
            """;
    static final String PCMU_NO_VAD =
            """
            {"type":"session.update","session":{"type":"realtime","audio":{
             "input":{"format":{"type":"audio/pcmu"},"turn_detection":null},
             "output":{"format":{"type":"audio/pcmu"}}}}}\
            """;

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final WebSocketClient client;
    private final WebSocket socket;
    private final List<JsonNode> events = new ArrayList<>();
    private final List<String> raw = new ArrayList<>();
    private int binaryMessages;
    private boolean closed;

    private TestClient(WebSocketClient client, WebSocket socket) {
        this.client = client;
        this.socket = socket;
        socket.textMessageHandler(this::received);
        socket.binaryMessageHandler(this::binary);
        socket.closeHandler(_ -> nowClosed());
        socket.exceptionHandler(_ -> {});
    }

    static WebSocketConnectOptions options(SimulatedRealtime server, String uri) {
        return new WebSocketConnectOptions()
                .setHost("127.0.0.1")
                .setPort(server.port())
                .setURI(uri)
                .addHeader("Authorization", "Bearer sk-test");
    }

    static TestClient connect(Vertx vertx, SimulatedRealtime server) throws Exception {
        return connect(vertx, options(server, "/v1/realtime?model=gpt-realtime-2.1"));
    }

    static TestClient connect(Vertx vertx, WebSocketConnectOptions options) throws Exception {
        WebSocketClient client =
                vertx.createWebSocketClient(
                        new WebSocketClientOptions()
                                .setMaxFrameSize(16 << 20)
                                .setMaxMessageSize(16 << 20));
        return client.connect(options)
                .map(socket -> new TestClient(client, socket))
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    private synchronized void received(String text) {
        raw.add(text);
        try {
            events.add(MAPPER.readTree(text));
        } catch (JsonProcessingException e) {
            // Sent on purpose by some tests; raw() has it.
        }
    }

    private synchronized void binary(Buffer ignored) {
        binaryMessages++;
    }

    private synchronized void nowClosed() {
        closed = true;
    }

    void send(String json) {
        socket.writeTextMessage(json);
    }

    void append(byte[] audio, int offset, int byteCount) {
        byte[] part = java.util.Arrays.copyOfRange(audio, offset, offset + byteCount);
        send(
                "{\"type\":\"input_audio_buffer.append\",\"audio\":\""
                        + Base64.getEncoder().encodeToString(part)
                        + "\"}");
    }

    /** All of {@code audio} in 20 ms frames of μ-law. */
    void appendFrames(byte[] audio) {
        for (int at = 0; at < audio.length; at += 160) {
            append(audio, at, Math.min(160, audio.length - at));
        }
    }

    synchronized List<JsonNode> events() {
        return List.copyOf(events);
    }

    synchronized List<String> raw() {
        return List.copyOf(raw);
    }

    synchronized int binaryMessages() {
        return binaryMessages;
    }

    synchronized boolean isClosed() {
        return closed;
    }

    WebSocket socket() {
        return socket;
    }

    List<String> types() {
        return events().stream().map(event -> event.path("type").asText()).toList();
    }

    List<JsonNode> all(String type) {
        return events().stream().filter(event -> event.path("type").asText().equals(type)).toList();
    }

    /** The {@code count}th event of this type, waiting for it. */
    JsonNode await(String type, int count) {
        Deadline.await(
                count + " x " + type,
                DEADLINE,
                () -> all(type).size() >= count,
                () -> types().toString() + all("error"));
        return all(type).get(count - 1);
    }

    JsonNode await(String type) {
        return await(type, 1);
    }

    void awaitClose() {
        Deadline.await("close", DEADLINE, this::isClosed, () -> types().toString());
    }

    /** Configures the session and waits for it. */
    TestClient configured(String update) {
        send(update);
        await("session.updated");
        return this;
    }

    byte[] audio(String itemId) {
        var out = new java.io.ByteArrayOutputStream();
        for (JsonNode delta : all("response.output_audio.delta")) {
            if (delta.path("item_id").asText().equals(itemId)) {
                out.writeBytes(Base64.getDecoder().decode(delta.path("delta").asText()));
            }
        }
        return out.toByteArray();
    }

    /**
     * Everything received so far reads as one of the SDK's typed events, with every required
     * member.
     */
    void assertSdkReadsAll() throws Exception {
        for (String text : raw()) {
            RealtimeServerEvent event =
                    ObjectMappers.jsonMapper().readValue(text, RealtimeServerEvent.class);
            assertThat(event.isValid()).as(text).isTrue();
        }
    }

    @Override
    public void close() {
        if (!isClosed()) {
            var _ = socket.close();
        }
        var _ = client.close();
    }
}
