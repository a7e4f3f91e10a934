package dev.trunkline.loadtest.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** One item: its JSON without audio, and what is known of its audio. */
final class ConversationItem {
    private final ObjectNode json;

    /** Bytes of model audio sent; the client may truncate within these. */
    private long sentBytes;

    private int bytesPerMs = 8;
    private long truncatedMs = -1;

    /** The caller's audio: the range of the connection's recording, in bytes; empty if not kept. */
    private int recordedFrom;

    private int recordedTo;

    ConversationItem(ObjectNode json) {
        this.json = json;
    }

    String id() {
        return json.path("id").asText();
    }

    String type() {
        return json.path("type").asText();
    }

    String role() {
        return json.path("role").asText();
    }

    ObjectNode json() {
        return json;
    }

    ObjectNode copy() {
        return json.deepCopy();
    }

    void status(String status) {
        json.put("status", status);
    }

    void audioSent(int byteCount, int newBytesPerMs) {
        sentBytes += byteCount;
        bytesPerMs = newBytesPerMs;
    }

    /** Model audio that is in the conversation, in whole milliseconds. */
    long audioMs() {
        return truncatedMs >= 0 ? truncatedMs : sentBytes / bytesPerMs;
    }

    long sentMs() {
        return sentBytes / bytesPerMs;
    }

    boolean hasModelAudio() {
        return type().equals("message") && role().equals("assistant") && sentBytes > 0;
    }

    /**
     * Keeps {@code audioEndMs} of the audio; the transcript goes, as nobody knows how much was
     * heard.
     */
    void truncate(long audioEndMs) {
        truncatedMs = audioEndMs;
        for (JsonNode part : json.path("content")) {
            ((ObjectNode) part).remove("transcript");
        }
    }

    boolean truncated() {
        return truncatedMs >= 0;
    }

    void recorded(int from, int to) {
        recordedFrom = from;
        recordedTo = to;
    }

    int recordedFrom() {
        return recordedFrom;
    }

    int recordedTo() {
        return recordedTo;
    }

    HistoryItem history() {
        return new HistoryItem(
                id(),
                type(),
                json.has("role") ? role() : null,
                json.path("status").asText("completed"),
                text(),
                sentMs(),
                truncatedMs);
    }

    private @Nullable String text() {
        if (json.has("arguments")) {
            return json.get("arguments").asText();
        }
        if (json.has("output")) {
            return json.get("output").asText();
        }
        String joined =
                StreamSupport.stream(json.path("content").spliterator(), false)
                        .map(part -> part.has("text") ? part.get("text") : part.path("transcript"))
                        .filter(JsonNode::isTextual)
                        .map(JsonNode::asText)
                        .collect(Collectors.joining(" "));
        return joined.isEmpty() ? null : joined;
    }
}
