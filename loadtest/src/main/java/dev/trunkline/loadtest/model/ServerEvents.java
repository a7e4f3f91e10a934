package dev.trunkline.loadtest.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Numbers and writes server events in the connection's dialect. Confined to the event loop. */
final class ServerEvents {
    /** An append of 15 MiB is 20 MiB of base64 in one string. */
    private static final int MAX_STRING_CHARS = 24 * 1_024 * 1_024;

    static final JsonMapper MAPPER =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxStringLength(MAX_STRING_CHARS)
                                                    .build())
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private static final byte[] END =
            "\"}".getBytes(StandardCharsets.ISO_8859_1); // closes the delta and the event

    private final FrameWriter frames;
    private final Dialect dialect;
    private final Faults.DeltaShape deltaShape;
    private final RandomGenerator random;
    private final ConnectionRecord record;
    private final boolean stamping;
    private long eventNumber;
    private byte[] base64 = new byte[4_096];

    ServerEvents(
            FrameWriter frames,
            ModelBehavior behavior,
            RandomGenerator random,
            ConnectionRecord record) {
        this.frames = frames;
        this.dialect = behavior.dialect();
        stamping = behavior.load() == null;
        this.deltaShape = behavior.faults().deltaShape();
        this.random = random;
        this.record = record;
    }

    /**
     * An event of this type with a fresh {@code event_id}, to be filled and given to {@link #send}.
     */
    ObjectNode event(String type) {
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.put("type", type).put("event_id", "event_" + ++eventNumber);
        return event;
    }

    void send(ObjectNode event) {
        if (dialect == Dialect.BETA) {
            String name = BetaDialect.eventName(event.path("type").asText());
            if (name == null) {
                return;
            }
            event.put("type", name);
            BetaDialect.translate(event);
        }
        String type = event.path("type").asText();
        record.sent(type);
        frames.text(bytes(event));
        stamp(type);
    }

    /** Notes when what was sent last leaves. */
    void stamp(String what) {
        if (stamping) {
            frames.whenWritten(nanos -> record.happened(what, nanos));
        }
    }

    void error(
            String errorType,
            String code,
            String message,
            @Nullable String param,
            @Nullable String cause) {
        ObjectNode event = event("error");
        ObjectNode error = event.putObject("error");
        error.put("type", errorType).put("code", code).put("message", message).put("param", param);
        error.put("event_id", cause);
        send(event);
    }

    private static byte[] bytes(ObjectNode event) {
        try {
            return MAPPER.writeValueAsBytes(event);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree did not serialise", e);
        }
    }

    /** The constant middle of the audio deltas of one item, between the event id and the audio. */
    byte[] deltaMiddle(String responseId, String itemId, int outputIndex) {
        return ("\",\"response_id\":\""
                        + responseId
                        + "\",\"item_id\":\""
                        + itemId
                        + "\",\"output_index\":"
                        + outputIndex
                        + ",\"content_index\":0,\"delta\":\"")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private byte[] deltaHead() {
        return dialect == Dialect.BETA ? BETA_HEAD : GA_HEAD;
    }

    private static final byte[] GA_HEAD =
            "{\"type\":\"response.output_audio.delta\",\"event_id\":\"event_"
                    .getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] BETA_HEAD =
            "{\"type\":\"response.audio.delta\",\"event_id\":\"event_"
                    .getBytes(StandardCharsets.ISO_8859_1);

    /** Sends one audio delta; borrows everything. Hot path in the usual shape. */
    void audioDelta(byte[] middle, byte[] audio, int offset, int byteCount) {
        record.audioDelta();
        int chars = Base64Bytes.encodedChars(byteCount);
        if (base64.length < chars) {
            base64 = new byte[chars * 2];
        }
        Base64Bytes.encode(audio, offset, byteCount, base64);
        byte[] head = deltaHead();
        long number = ++eventNumber;
        if (deltaShape != Faults.DeltaShape.USUAL) {
            unusualDelta(head, number, middle, chars);
            return;
        }
        int digits = digits(number);
        ByteBuf frame = frames.openText(head.length + digits + middle.length + chars + END.length);
        frame.writeBytes(head);
        writeDecimal(frame, number, digits);
        frame.writeBytes(middle).writeBytes(base64, 0, chars).writeBytes(END);
        frames.send(frame);
    }

    private void unusualDelta(byte[] head, long number, byte[] middle, int chars) {
        String usual =
                new String(head, StandardCharsets.ISO_8859_1)
                        + number
                        + new String(middle, StandardCharsets.ISO_8859_1)
                        + new String(base64, 0, chars, StandardCharsets.ISO_8859_1)
                        + "\"}";
        if (deltaShape == Faults.DeltaShape.FRAGMENTED) {
            frames.fragmented(
                    usual.getBytes(StandardCharsets.ISO_8859_1), random.nextInt(2, 6), random);
        } else {
            frames.text(DeltaDisguise.disguise(usual, random).getBytes(StandardCharsets.UTF_8));
        }
    }

    private static int digits(long number) {
        int digits = 1;
        for (long rest = number; rest >= 10; rest /= 10) {
            digits++;
        }
        return digits;
    }

    private static void writeDecimal(ByteBuf out, long number, int digits) {
        int at = out.writerIndex();
        long rest = number;
        for (int i = digits - 1; i >= 0; i--) {
            out.setByte(at + i, '0' + (int) (rest % 10));
            rest /= 10;
        }
        out.writerIndex(at + digits);
    }
}
