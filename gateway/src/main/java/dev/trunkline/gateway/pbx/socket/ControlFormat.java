package dev.trunkline.gateway.pbx.socket;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trunkline.gateway.call.MarkName;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * The two forms of control messages. A socket speaks one of them from its first message on, as the
 * channel was asked to: {@code f(json)}, {@code f(plain-text)}.
 *
 * <pre>
 *   {"event":"MEDIA_MARK_PROCESSED","channel_id":"x-1","correlation_id":"g3:m17"}
 *   MEDIA_MARK_PROCESSED g3:m17
 * </pre>
 */
enum ControlFormat {
    /** Since Asterisk 22.8. */
    JSON("{\"command\":\"", "\",\"correlation_id\":\"", "\"}") {
        @Override
        MediaEvent decode(String text) throws MalformedMediaEventException {
            JsonNode message;
            try {
                message = MAPPER.readTree(text);
            } catch (JsonProcessingException notJson) {
                throw new MalformedMediaEventException("not JSON");
            }
            if (message == null || !message.isObject()) {
                throw new MalformedMediaEventException("not a JSON object");
            }
            return event(
                    field(message, "event"),
                    new Fields() {
                        @Override
                        public String get(String name) throws MalformedMediaEventException {
                            return field(message, name);
                        }

                        @Override
                        public String getOr(String name, String other) {
                            return message.path(name).asText(other);
                        }

                        @Override
                        public String correlationId() throws MalformedMediaEventException {
                            return field(message, "correlation_id");
                        }
                    });
        }
    },

    PLAIN_TEXT("", " ", "") {
        @Override
        MediaEvent decode(String text) throws MalformedMediaEventException {
            String[] words = text.strip().split(" ", -1);
            return event(
                    words[0],
                    new Fields() {
                        @Override
                        public String get(String name) throws MalformedMediaEventException {
                            String value = getOr(name, "");
                            if (value.isEmpty()) {
                                throw new MalformedMediaEventException(name + " is missing");
                            }
                            return value;
                        }

                        @Override
                        public String getOr(String name, String other) {
                            for (String word : words) {
                                if (word.startsWith(name) && word.startsWith(":", name.length())) {
                                    return word.substring(name.length() + 1);
                                }
                            }
                            return other;
                        }

                        @Override
                        public String correlationId() throws MalformedMediaEventException {
                            if (words.length < 2) {
                                throw new MalformedMediaEventException("the mark is missing");
                            }
                            return words[1];
                        }
                    });
        }
    };

    private static final JsonMapper MAPPER = new JsonMapper();

    /** Where an event's members are, whatever the form. */
    private interface Fields {
        String get(String name) throws MalformedMediaEventException;

        String getOr(String name, String other);

        String correlationId() throws MalformedMediaEventException;
    }

    private final String markHead;
    private final String markTail;
    private final String answer;
    private final String flush;
    private final String status;

    ControlFormat(String head, String correlation, String tail) {
        markHead = head + "MARK_MEDIA" + correlation;
        markTail = tail;
        answer = head + "ANSWER" + tail;
        flush = head + "FLUSH_MEDIA" + tail;
        status = head + "GET_STATUS" + tail;
    }

    /** The form in which a socket's first message is written. */
    static ControlFormat of(String firstMessage) {
        return firstMessage.startsWith("{") ? JSON : PLAIN_TEXT;
    }

    /** Reads one message of Asterisk's. Unknown members are ignored. Cold path. */
    abstract MediaEvent decode(String text) throws MalformedMediaEventException;

    /**
     * Appends a command, 70 bytes at most: Asterisk ignores those over 128. Borrows {@code target}.
     */
    final void write(MediaCommand command, ByteBuf target) {
        switch (command) {
            case MediaCommand.MarkMedia(int generation, int sequence) -> {
                ascii(markHead, target);
                MarkName.write(target, generation, sequence);
                ascii(markTail, target);
            }
            case MediaCommand.Answer _ -> ascii(answer, target);
            case MediaCommand.FlushMedia _ -> ascii(flush, target);
            case MediaCommand.GetStatus _ -> ascii(status, target);
        }
    }

    private static MediaEvent event(String name, Fields fields)
            throws MalformedMediaEventException {
        return switch (name) {
            case "MEDIA_START" ->
                    new MediaEvent.MediaStart(fields.getOr("channel_id", ""), fields.get("format"));
            case "DTMF_END" -> new MediaEvent.DtmfEnd(digit(fields.get("digit")));
            case "MEDIA_XOFF" -> new MediaEvent.MediaXoff();
            case "MEDIA_XON" -> new MediaEvent.MediaXon();
            case "MEDIA_MARK_PROCESSED" -> new MediaEvent.MarkProcessed(fields.correlationId());
            case "STATUS" -> new MediaEvent.Status(count(fields.get("queue_length")));
            case "ERROR" -> new MediaEvent.Refused();
            case "MEDIA_BUFFERING_COMPLETED", "QUEUE_DRAINED" -> new MediaEvent.Unused();
            default -> new MediaEvent.Unrecognized();
        };
    }

    private static char digit(String digit) throws MalformedMediaEventException {
        if (digit.length() != 1 || "0123456789*#ABCD".indexOf(digit.charAt(0)) < 0) {
            throw new MalformedMediaEventException("digit is none of 0-9, *, #, A-D");
        }
        return digit.charAt(0);
    }

    private static int count(String digits) throws MalformedMediaEventException {
        if (!digits.matches("[0-9]{1,9}")) {
            throw new MalformedMediaEventException("queue_length is no whole number");
        }
        return Integer.parseInt(digits);
    }

    private static String field(JsonNode message, String name) throws MalformedMediaEventException {
        JsonNode value = message.path(name);
        if (!value.isValueNode() || value.isNull()) {
            throw new MalformedMediaEventException(name + " is missing or no value");
        }
        return value.asText();
    }

    private static void ascii(String text, ByteBuf target) {
        target.writeCharSequence(text, StandardCharsets.US_ASCII);
    }
}
