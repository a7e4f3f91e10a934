package dev.trunkline.loadtest.phone;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the gateway sends on one stream, as strictly as Twilio does: {@code media}, {@code
 * mark} and {@code clear} with exactly their fields. The usual spelling of a message is recognised
 * by comparing bytes; anything else goes through Jackson, with the same result.
 */
final class GatewayMessageReader {
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .disable(JsonParser.Feature.AUTO_CLOSE_SOURCE)
                    .build();

    private static final byte[] END = ascii("\"}}");

    private final String streamSid;
    private final byte[] mediaHead;
    private final byte[] markHead;
    private final byte[] clearWhole;
    private final Receiver receiver;

    /** What was read. Arrays are borrowed for the call. */
    interface Receiver {
        /** Base64 characters of a payload, not looked at yet; false if they are not base64. */
        boolean media(byte[] text, int offset, int chars, long nowNanos);

        /**
         * A mark with its name as it stands in JSON, between the quotes; the array is the
         * receiver's.
         */
        void mark(byte[] name, long nowNanos);

        void clear(long nowNanos);

        void violation(int code, String detail, long nowNanos);
    }

    GatewayMessageReader(String streamSid, Receiver receiver) {
        this.streamSid = streamSid;
        this.receiver = receiver;
        mediaHead =
                ascii(
                        "{\"event\":\"media\",\"streamSid\":\""
                                + streamSid
                                + "\",\"media\":{\"payload\":\"");
        markHead =
                ascii(
                        "{\"event\":\"mark\",\"streamSid\":\""
                                + streamSid
                                + "\",\"mark\":{\"name\":\"");
        clearWhole = ascii("{\"event\":\"clear\",\"streamSid\":\"" + streamSid + "\"}");
    }

    /** Reads one text message; borrows the array. */
    void read(byte[] text, int length, long nowNanos) {
        if (framed(text, length, mediaHead)) {
            int chars = length - mediaHead.length - END.length;
            if (!receiver.media(text, mediaHead.length, chars, nowNanos)) {
                readTree(
                        text, length,
                        nowNanos); // the tail may have held more fields: that tells it exactly
            }
        } else if (framed(text, length, markHead)
                && plain(text, markHead.length, length - END.length)) {
            receiver.mark(Arrays.copyOfRange(text, markHead.length, length - END.length), nowNanos);
        } else if (Arrays.equals(text, 0, length, clearWhole, 0, clearWhole.length)) {
            receiver.clear(nowNanos);
        } else {
            readTree(text, length, nowNanos);
        }
    }

    private static boolean framed(byte[] text, int length, byte[] head) {
        return length >= head.length + END.length
                && Arrays.equals(text, 0, head.length, head, 0, head.length)
                && Arrays.equals(text, length - END.length, length, END, 0, END.length);
    }

    private static boolean plain(byte[] text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (text[i] == '"' || text[i] == '\\' || text[i] < ' ') {
                return false;
            }
        }
        return true;
    }

    private void readTree(byte[] text, int length, long nowNanos) {
        JsonNode message;
        try {
            message = JSON.readTree(text, 0, length);
        } catch (JsonProcessingException e) {
            receiver.violation(
                    Violation.STREAM_UNDECODABLE, "not JSON: " + e.getOriginalMessage(), nowNanos);
            return;
        } catch (IOException e) {
            throw new IllegalStateException("reading from an array cannot fail", e);
        }
        String event = message.path("event").asText("");
        @Nullable String problem =
                switch (event) {
                    case "media" -> problem(message, "media", "payload");
                    case "mark" -> problem(message, "mark", "name");
                    case "clear" -> problem(message, null, "");
                    default ->
                            "event "
                                    + (event.isEmpty() ? "missing" : "unknown")
                                    + ": expected media, mark or clear";
                };
        if (problem != null) {
            receiver.violation(Violation.STREAM_INVALID_MESSAGE, problem, nowNanos);
            return;
        }
        switch (event) {
            case "media" -> {
                byte[] payload =
                        message.path("media")
                                .path("payload")
                                .asText()
                                .getBytes(StandardCharsets.UTF_8);
                if (!receiver.media(payload, 0, payload.length, nowNanos)) {
                    receiver.violation(
                            Violation.STREAM_INVALID_MESSAGE, "payload is not base64", nowNanos);
                }
            }
            case "mark" ->
                    receiver.mark(quoted(message.path("mark").path("name").asText()), nowNanos);
            default -> receiver.clear(nowNanos);
        }
    }

    private @Nullable String problem(JsonNode message, @Nullable String body, String field) {
        Set<String> expected =
                body == null ? Set.of("event", "streamSid") : Set.of("event", "streamSid", body);
        if (!names(message).equals(expected)) {
            return "fields are " + names(message) + ": expected " + new TreeSet<>(expected);
        }
        if (!message.path("streamSid").isTextual()
                || !message.path("streamSid").asText().equals(streamSid)) {
            return "streamSid is not this stream's";
        }
        if (body == null) {
            return null;
        }
        if (!names(message.path(body)).equals(Set.of(field))
                || !message.path(body).path(field).isTextual()) {
            return body
                    + " has fields "
                    + names(message.path(body))
                    + ": expected the string "
                    + field
                    + " and no other";
        }
        return null;
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        for (Iterator<String> each = object.fieldNames(); each.hasNext(); ) {
            names.add(each.next());
        }
        return names;
    }

    /** The characters between the quotes of a JSON string. */
    private static byte[] quoted(String name) {
        try {
            byte[] json = JSON.writeValueAsBytes(name);
            return Arrays.copyOfRange(json, 1, json.length - 1);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a string can always be written", e);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
