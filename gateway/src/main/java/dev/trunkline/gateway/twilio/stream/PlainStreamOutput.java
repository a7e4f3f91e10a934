package dev.trunkline.gateway.twilio.stream;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trunkline.gateway.call.MarkName;
import io.vertx.core.http.ServerWebSocket;
import java.util.Base64;

/** The plain lane: strings, a JSON writer and Vert.x. What the fast lane has to equal. */
final class PlainStreamOutput implements StreamOutput {
    private static final JsonMapper JSON = new JsonMapper();

    private final ServerWebSocket socket;
    private final String streamSid;

    PlainStreamOutput(ServerWebSocket socket, String streamSid) {
        this.socket = socket;
        this.streamSid = streamSid;
    }

    @Override
    public void media(byte[] audio) {
        ObjectNode message = message("media");
        message.putObject("media").put("payload", Base64.getEncoder().encodeToString(audio));
        write(message);
    }

    @Override
    public void mark(int generation, int sequence) {
        ObjectNode message = message("mark");
        message.putObject("mark").put("name", MarkName.of(generation, sequence));
        write(message);
    }

    @Override
    public void clear() {
        write(message("clear"));
    }

    @Override
    public void flush() {
        // Vert.x flushes by itself.
    }

    @Override
    public void close() {
        // Nothing is kept back.
    }

    private ObjectNode message(String event) {
        return JSON.createObjectNode().put("event", event).put("streamSid", streamSid);
    }

    private void write(ObjectNode message) {
        if (!socket.isClosed()) {
            var _ = socket.writeTextMessage(message.toString());
        }
    }
}
